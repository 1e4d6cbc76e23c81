using EfShard.Diagnostics;
using EfShard.Execution;
using EfShard.Execution.Gathering;
using EfShard.Providers.Gathering;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>
///     Answers a statement by sending the rows of small tables to the shards of a large one, as values of parameters. Every step is a statement as any other of the context's: in its
///     transaction, on replicas as fresh as it asks for, seen by its interceptors.
/// </summary>
internal sealed class BroadcastExecution(ShardedConnection connection)
{
    /// <summary>As many bytes as a shard is sent with one statement.</summary>
    private const long MostBytes = 2_000_000;

    /// <summary>Runs a statement.</summary>
    /// <param name="template">The statement.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="report">Told what was sent, before the result is read.</param>
    /// <param name="meter">Counts it.</param>
    /// <returns>Its rows; <see langword="null" /> if what would be sent is not small, so that it has to be gathered.</returns>
    /// <exception cref="GatherBudgetException">It would send more than a query may gather.</exception>
    public RelationalDataReader? TryRead(
        StatementTemplate template, RelationalCommandParameterObject parameters, GatherMeter meter, Action<GatherMeter> report)
        => Completed.Result(TryReadAsync(template, parameters, meter, report, isAsync: false, CancellationToken.None));

    /// <inheritdoc cref="TryRead" />
    public ValueTask<RelationalDataReader?> TryReadAsync(
        StatementTemplate template, RelationalCommandParameterObject parameters, GatherMeter meter, Action<GatherMeter> report, CancellationToken cancellationToken)
        => TryReadAsync(template, parameters, meter, report, isAsync: true, cancellationToken);

    private async ValueTask<RelationalDataReader?> TryReadAsync(
        StatementTemplate template, RelationalCommandParameterObject parameters, GatherMeter meter, Action<GatherMeter> report, bool isAsync, CancellationToken cancellationToken)
    {
        if (connection.Connections.Topology.GatherMode is not Topology.GatherMode.AsNeeded || template.Broadcast is not { } broadcast)
        {
            return null;
        }

        var values = new Dictionary<string, object?>(parameters.ParameterValues ?? EmptyParameters.Instance, StringComparer.Ordinal);
        var (rows, bytes) = (0L, 0L);
        foreach (var (part, statement) in broadcast.Parts)
        {
            var carried = connection.Connections.Dialect.Gathering!.Carry(part);
            if (!await TryFillAsync(carried, statement, parameters, isAsync, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            (rows, bytes) = (rows + carried.Count, bytes + carried.Bytes);
            foreach (var (name, value) in carried.ToParameters())
            {
                values.Add(name, value);
            }
        }

        var shards = isAsync
            ? await connection.Router.RouteAsync(broadcast.Rest.Plan, values, cancellationToken).ConfigureAwait(false)
            : connection.Router.Route(broadcast.Rest.Plan, values);
        meter.Add(rows, bytes * shards.Count);
        StatementMetrics.Shipped(connection.Connections.Topology.Shards[connection.Connections.Topology.UnshardedShard].Name, rows, bytes * shards.Count);
        report(meter);

        // Not given back: its reader needs it until the last row.
        var command = connection.RentCommand();
        command.PopulateFrom(broadcast.Rest);
        var given = With(parameters, values, parameters.ReaderColumns);
        return isAsync ? await command.ExecuteReaderAsync(given, cancellationToken).ConfigureAwait(false) : command.ExecuteReader(given);
    }

    /// <summary>Reads a table as far as it is small.</summary>
    private async ValueTask<bool> TryFillAsync(
        CarriedRows carried, StatementTemplate statement, RelationalCommandParameterObject parameters, bool isAsync, CancellationToken cancellationToken)
    {
        var command = connection.RentCommand();
        command.PopulateFrom(statement);
        var given = With(parameters, parameters.ParameterValues, readerColumns: null);
        var reader = isAsync ? await command.ExecuteReaderAsync(given, cancellationToken).ConfigureAwait(false) : command.ExecuteReader(given);
        var isSmall = true;
        try
        {
            while (isSmall && (isAsync ? await reader.ReadAsync(cancellationToken).ConfigureAwait(false) : reader.Read()))
            {
                isSmall = carried.TryAdd(reader.DbDataReader) && carried.Count <= BroadcastTemplate.MostRows && carried.Bytes <= MostBytes;
            }
        }
        finally
        {
            if (isAsync)
            {
                await reader.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                reader.Dispose();
            }
        }

        connection.ReturnCommand(command);
        return isSmall;
    }

    private RelationalCommandParameterObject With(
        RelationalCommandParameterObject p, IReadOnlyDictionary<string, object?>? values, IReadOnlyList<ReaderColumn?>? readerColumns)
        => new(connection, values, readerColumns, p.Context, p.Logger, p.DetailedErrorsEnabled, p.CommandSource);
}
