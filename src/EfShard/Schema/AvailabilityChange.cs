using EfShard.Topology;

namespace EfShard.Schema;

/// <summary>
///     Makes a shard read-only, detaches it, or makes it active again: writes so into the maps of all shards that are not detached, so that every process learns
///     it, and then holds to it itself. What is written stays written; a second run goes on.
/// </summary>
internal sealed class AvailabilityChange(ShardSchema schema, ShardMap map, ShardNode shard, ShardAvailability to)
{
    private ShardTopology Topology => schema.Topology;

    public void Run()
    {
        ThrowIfFailed(schema.RunOpen((node, database) => map.Refresh(node, database.Connection.DbConnection)));
        if (Next() is { } state)
        {
            ThrowIfFailed(schema.RunOpen((node, database) => map.WriteState(node, database.Connection.DbConnection, shard.Name, state)));
            Topology.Learn(shard, state);
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ThrowIfFailed(await schema.RunOpenAsync(
            (node, database, token) => map.RefreshAsync(node, database.Connection.DbConnection, token), cancellationToken).ConfigureAwait(false));
        if (Next() is { } state)
        {
            ThrowIfFailed(await schema.RunOpenAsync(
                (node, database, token) => map.WriteStateAsync(node, database.Connection.DbConnection, shard.Name, state, token), cancellationToken)
                .ConfigureAwait(false));
            Topology.Learn(shard, state);
        }
    }

    /// <summary>What is to be written; nothing where that was never anything else.</summary>
    /// <exception cref="InvalidOperationException">It can't become that.</exception>
    private AvailabilityState? Next()
    {
        var from = shard.Availability;
        if (from == to)
        {
            // Written again, in case an earlier run did not reach every shard.
            return shard.State.Change > 0 ? shard.State : null;
        }

        return from is ShardAvailability.Detached ? throw new InvalidOperationException(SchemaErrors.DetachedForGood(shard))
            : to is not ShardAvailability.Detached ? new AvailabilityState(shard.State.Change + 1, to)
            : from is ShardAvailability.Active ? throw new InvalidOperationException(SchemaErrors.NotReadOnlyYet(shard))
            : Topology.UnshardedShard == shard.Index ? throw new InvalidOperationException(SchemaErrors.HoldsUnsharded(shard))
            : new AvailabilityState(shard.State.Change + 1, to);
    }

    /// <summary>The database of a shard that is being detached may be gone already.</summary>
    private void ThrowIfFailed(ShardSchemaReport report)
    {
        if (report.Shards.Any(s => s.Outcome is ShardSchemaOutcome.Failed && !(to is ShardAvailability.Detached && s.Shard.Name == shard.Name)))
        {
            throw new ShardSchemaException(report);
        }
    }
}
