using EfShard.Execution;
using EfShard.Execution.Gathering;
using EfShard.Model;
using EfShard.Planning;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>
///     Runs an update or delete by keys that are gathered first: within one transaction over the shards it reads keys and new values, through that
///     transaction, and then has each shard change the rows that it has: of a reference table, every shard its copy.
/// </summary>
internal sealed class GatheredWriteExecution(ShardedConnection connection)
{
    private readonly LegRunner _runner = new(connection.Connections, connection.Connections.Dialect);

    public int Write(StatementTemplate template, RelationalCommandParameterObject parameters)
    {
        connection.Transaction?.RefuseWriting();
        var shards = Completed.Result(FindAsync(template.Plan.GatheredWrite!, parameters, isAsync: false, CancellationToken.None));
        return shards.Count == 0
            ? 0
            : Total(
                template, WriteAcross.Run(connection, shards, () => Completed.Result(RunAsync(template, shards, parameters, isAsync: false, CancellationToken.None))));
    }

    public async Task<int> WriteAsync(StatementTemplate template, RelationalCommandParameterObject parameters, CancellationToken cancellationToken)
    {
        connection.Transaction?.RefuseWriting();
        var shards = await FindAsync(template.Plan.GatheredWrite!, parameters, isAsync: true, cancellationToken).ConfigureAwait(false);
        if (shards.Count == 0)
        {
            return 0;
        }

        var affected = await WriteAcross.RunAsync(
            connection, shards, () => RunAsync(template, shards, parameters, isAsync: true, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
        return Total(template, affected);
    }

    /// <summary>Rows of a reference table count once.</summary>
    private static int Total(StatementTemplate template, int[] affected)
        => template.Plan.Kind is StatementKind.ReferenceWrite ? affected[0] : affected.Sum();

    /// <summary>The shards that can have rows to change.</summary>
    private async ValueTask<ShardSet> FindAsync(
        GatheredWrite write, RelationalCommandParameterObject parameters, bool isAsync, CancellationToken cancellationToken)
    {
        var values = parameters.ParameterValues ?? EmptyParameters.Instance;
        var binder = connection.Router.Binder;
        var topology = connection.Connections.Topology;
        return write.Placement.Kind is TableKind.Unsharded ? ShardSet.Of(topology.UnshardedShard)
            : write.Placement.Kind is TableKind.Reference ? ShardSet.Of(topology.Attached.Select(s => s.Index))
            : isAsync ? await binder.BindAsync(write.Conditions, readsUnsharded: false, values, cancellationToken).ConfigureAwait(false)
            : binder.Bind(write.Conditions, readsUnsharded: false, values);
    }

    private async ValueTask<int[]> RunAsync(
        StatementTemplate template, ShardSet shards, RelationalCommandParameterObject parameters, bool isAsync, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(template, parameters, isAsync, cancellationToken).ConfigureAwait(false);
        var affected = new int[shards.Count];
        int[] places = [.. shards.AsEnumerable()];
        foreach (var (count, values) in rows.Statements())
        {
            if (isAsync)
            {
                await _runner.RunAsync(
                    places,
                    async (i, token) =>
                    {
                        var (leg, on) = Prepare(template, count, places[i], values, parameters);
                        affected[i] += await leg.ExecuteNonQueryAsync(on, token).ConfigureAwait(false);
                    },
                    cancellationToken).ConfigureAwait(false);
            }
            else
            {
                _runner.Run(
                    places,
                    i =>
                    {
                        var (leg, on) = Prepare(template, count, places[i], values, parameters);
                        affected[i] += leg.ExecuteNonQuery(on);
                    });
            }
        }

        return affected;
    }

    private async ValueTask<KeysAndValues> ReadAsync(
        StatementTemplate template, RelationalCommandParameterObject parameters, bool isAsync, CancellationToken cancellationToken)
    {
        var topology = connection.Connections.Topology;
        var rows = new KeysAndValues(template.Plan.GatheredWrite!, topology.GatherRows);
        var reader = isAsync
            ? await connection.Gather.ReadAsync(template, parameters, null, cancellationToken).ConfigureAwait(false)
            : connection.Gather.Read(template, parameters, null);
        try
        {
            while (isAsync ? await reader.ReadAsync(cancellationToken).ConfigureAwait(false) : reader.Read())
            {
                if (!rows.Add(reader.DbDataReader))
                {
                    throw GatherErrors.OverBudget(topology, rows.Count, 0, PlanPrinter.Print(template.Plan, isGathered: true));
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

        return rows;
    }

    private (IRelationalCommand Leg, RelationalCommandParameterObject On) Prepare(
        StatementTemplate template, int count, int shard, IReadOnlyDictionary<string, object?> values, RelationalCommandParameterObject p)
    {
        var target = connection.Connections[shard];
        var leg = target.RentCommand();
        leg.PopulateFrom(template.In(connection.Connections.SchemaOf(shard)).GetWrite(count));
        return (leg, new RelationalCommandParameterObject(target, values, null, p.Context, p.Logger, p.DetailedErrorsEnabled, p.CommandSource));
    }
}
