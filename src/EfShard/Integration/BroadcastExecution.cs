using EfShard.Diagnostics;
using EfShard.Execution;
using EfShard.Execution.Gathering;
using EfShard.Execution.Merging;
using EfShard.Model;
using EfShard.Planning;
using EfShard.Planning.Broadcasting;
using EfShard.Providers.Gathering;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>
///     Answers a statement by sending the rows of small parts of it to the shards of the others, as values of parameters. Every step is a statement as any other of the context's: in its
///     transaction, on replicas as fresh as it asks for, seen by its interceptors.
/// </summary>
internal sealed class BroadcastExecution(ShardedConnection connection)
{
    /// <summary>As many bytes as a part may have that goes with a statement to each shard.</summary>
    private const long MostBytes = 2_000_000;

    /// <summary>Runs a statement.</summary>
    /// <param name="template">The statement.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="meter">Counts what is sent.</param>
    /// <param name="report">Told it, before the result is read.</param>
    /// <param name="isLastResort">Whether a gather can't answer: it is tried then whatever came of it the last times.</param>
    /// <returns>Its rows; <see langword="null" /> if what would be sent is not small, or more than a query may gather, so that it has to be gathered, which may take less.</returns>
    public RelationalDataReader? TryRead(
        StatementTemplate template, RelationalCommandParameterObject parameters, GatherMeter meter, Action<GatherMeter> report, bool isLastResort)
        => Completed.Result(TryReadAsync(template, parameters, meter, report, isLastResort, isAsync: false, CancellationToken.None));

    /// <inheritdoc cref="TryRead" />
    public ValueTask<RelationalDataReader?> TryReadAsync(
        StatementTemplate template, RelationalCommandParameterObject parameters, GatherMeter meter, Action<GatherMeter> report, bool isLastResort,
        CancellationToken cancellationToken)
        => TryReadAsync(template, parameters, meter, report, isLastResort, isAsync: true, cancellationToken);

    private async ValueTask<RelationalDataReader?> TryReadAsync(
        StatementTemplate template, RelationalCommandParameterObject parameters, GatherMeter meter, Action<GatherMeter> report, bool isLastResort, bool isAsync,
        CancellationToken cancellationToken)
    {
        var broadcast = connection.Connections.Topology.GatherMode is GatherMode.AsNeeded ? template.Broadcast : null;
        for (var isFirst = true; broadcast is not null; isFirst = false)
        {
            if (!IsOrderedByDatabase(broadcast) && (broadcast.Trials.IsDue() || isLastResort))
            {
                var (outcome, reader) = await ReadAsync(broadcast, parameters, meter, report, isFirst, isAsync, cancellationToken).ConfigureAwait(false);
                broadcast.Trials.Note(outcome);
                if (reader is not null)
                {
                    return reader;
                }
            }

            broadcast = broadcast.Trials.HasTooMany ? broadcast.IfMany : null;
        }

        return null;
    }

    /// <summary>Whether a step sorts text as only the database can, so that it would be gathered itself. Not known before a shard has been opened for the first time.</summary>
    private bool IsOrderedByDatabase(BroadcastTemplate broadcast)
        => broadcast.Parts.Select(p => p.Template).Append(broadcast.Rest).Any(step => step.Plan.Pushdown?.ComparedByDefault is not null)
            && connection.Connections.Topology.Shards.Any(s => s.DefaultCollation is { } collation && !TextCollations.IsBinary(collation));

    private async ValueTask<(BroadcastOutcome Outcome, RelationalDataReader? Reader)> ReadAsync(
        BroadcastTemplate broadcast, RelationalCommandParameterObject parameters, GatherMeter meter, Action<GatherMeter> report, bool isFirst, bool isAsync, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?>(parameters.ParameterValues ?? EmptyParameters.Instance, StringComparer.Ordinal);
        var (rows, bytes, rowsOf) = (0L, 0L, new long[connection.Connections.Topology.Shards.Count]);
        foreach (var (part, statement) in broadcast.Parts)
        {
            // What is sent because others are more than may be sent must all together not be as many.
            var carried = connection.Connections.Dialect.Gathering!.Carry(part);
            var outcome = await FillAsync(
                carried, statement, parameters, await WhoseAsync(part, values, isAsync, cancellationToken).ConfigureAwait(false), rowsOf,
                () => carried.Count + (isFirst ? 0 : rows) > BroadcastPart.MostRows || !meter.Allows(carried.Count, 0) ? BroadcastOutcome.TooMany
                    : carried.Bytes > MostBytes || !meter.Allows(rows + carried.Count, bytes + carried.Bytes) ? BroadcastOutcome.Unfit
                    : BroadcastOutcome.Few,
                isAsync, cancellationToken).ConfigureAwait(false);
            if (outcome is not BroadcastOutcome.Few)
            {
                // Of an unsharded table a gather may need less.
                return (outcome is BroadcastOutcome.TooMany && part.Source is not TableKind.Sharded ? BroadcastOutcome.Unfit : outcome, null);
            }

            (rows, bytes) = (rows + carried.Count, bytes + carried.Bytes);
            foreach (var (name, value) in carried.ToParameters())
            {
                values.Add(name, value);
            }
        }

        var shards = await RouteAsync(broadcast.Rest.Plan, values, isAsync, cancellationToken).ConfigureAwait(false);
        if (!meter.Allows(rows, bytes * shards.Count))
        {
            return (BroadcastOutcome.Unfit, null);
        }

        meter.Add(rows, bytes * shards.Count);
        Count(rowsOf, rows, bytes * shards.Count);
        report(meter);

        // Not given back: its reader needs it until the last row.
        var command = connection.RentCommand();
        command.PopulateFrom(broadcast.Rest);
        var given = With(parameters, values, parameters.ReaderColumns);
        return (BroadcastOutcome.Few, isAsync ? await command.ExecuteReaderAsync(given, cancellationToken).ConfigureAwait(false) : command.ExecuteReader(given));
    }

    /// <summary>Reads what is sent as far as it is few.</summary>
    private async ValueTask<BroadcastOutcome> FillAsync(
        CarriedRows carried, StatementTemplate statement, RelationalCommandParameterObject parameters, int[] shards, long[] rowsOf, Func<BroadcastOutcome> judge, bool isAsync,
        CancellationToken cancellationToken)
    {
        var command = connection.RentCommand();
        command.PopulateFrom(statement);
        var given = With(parameters, parameters.ParameterValues, readerColumns: null);
        var reader = isAsync ? await command.ExecuteReaderAsync(given, cancellationToken).ConfigureAwait(false) : command.ExecuteReader(given);
        var outcome = BroadcastOutcome.Few;
        try
        {
            var rows = reader.DbDataReader;
            while (outcome is BroadcastOutcome.Few && (isAsync ? await reader.ReadAsync(cancellationToken).ConfigureAwait(false) : reader.Read()))
            {
                outcome = carried.TryAdd(rows) ? judge() : BroadcastOutcome.Unfit;
                if (shards.Length > 0)
                {
                    rowsOf[shards[rows is MergedDataReader merged && merged.Leg < shards.Length ? merged.Leg : 0]]++;
                }
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
        return outcome;
    }

    /// <summary>The shards that have a part's rows, in the order of the legs that read them. Groups of several are counted as the first one's.</summary>
    private async ValueTask<int[]> WhoseAsync(BroadcastPart part, Dictionary<string, object?> values, bool isAsync, CancellationToken cancellationToken)
        => part.Source is TableKind.Unsharded ? [connection.Connections.Topology.UnshardedShard]
            : [.. (await RouteAsync(part.Plan, values, isAsync, cancellationToken).ConfigureAwait(false)).AsEnumerable()];

    private async ValueTask<ShardSet> RouteAsync(ShardPlan plan, Dictionary<string, object?> values, bool isAsync, CancellationToken cancellationToken)
        => isAsync ? await connection.Router.RouteAsync(plan, values, cancellationToken).ConfigureAwait(false) : connection.Router.Route(plan, values);

    /// <summary>Counts what was sent by whose rows they are; their bytes in proportion.</summary>
    private void Count(long[] rowsOf, long rows, long bytes)
    {
        for (var shard = 0; shard < rowsOf.Length; shard++)
        {
            if (rowsOf[shard] > 0)
            {
                StatementMetrics.Shipped(connection.Connections.Topology.Shards[shard].Name, rowsOf[shard], bytes * rowsOf[shard] / rows);
            }
        }
    }

    private RelationalCommandParameterObject With(
        RelationalCommandParameterObject p, IReadOnlyDictionary<string, object?>? values, IReadOnlyList<ReaderColumn?>? readerColumns)
        => new(connection, values, readerColumns, p.Context, p.Logger, p.DetailedErrorsEnabled, p.CommandSource);
}
