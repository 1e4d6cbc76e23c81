using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Schema;

/// <summary>
///     Makes a shard read-only, detaches it, or makes it active again: writes so into the maps of all shards that are not detached, so that every process learns
///     it, and then holds to it itself. What is written stays written; a second run goes on.
/// </summary>
internal sealed class AvailabilityChange(ShardSchema schema, ShardMap map, ShardNode shard, ShardAvailability to)
{
    private ShardTopology Topology => schema.Topology;

    private TwoPhaseDialect? TwoPhase => map.PreparingDialect;

    /// <summary>Whether somebody could still need what only this shard knows.</summary>
    private bool Detaches => TwoPhase is not null && to is ShardAvailability.Detached && shard.Availability is not ShardAvailability.Detached;

    public void Run()
    {
        ThrowIfFailed(schema.RunOpen((node, database) => map.Refresh(node, database.Connection.DbConnection)));
        if (Next() is { } state)
        {
            if (Detaches)
            {
                var left = 0L;
                ThrowIfFailed(schema.RunOpen((node, database)
                    => Interlocked.Add(ref left, DatabaseFacts.CountPrepared(TwoPhase!, database.Connection.DbConnection, shard.Name, node == shard))));
                RefuseIfInDoubt(left);
            }

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
            if (Detaches)
            {
                var left = 0L;
                ThrowIfFailed(await schema.RunOpenAsync(
                    async (node, database, token) => Interlocked.Add(
                        ref left,
                        await DatabaseFacts.CountPreparedAsync(TwoPhase!, database.Connection.DbConnection, shard.Name, node == shard, token).ConfigureAwait(false)),
                    cancellationToken).ConfigureAwait(false));
                RefuseIfInDoubt(left);
            }

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

    /// <exception cref="InvalidOperationException">Transactions are in doubt that the shard has decided, or a part of.</exception>
    private void RefuseIfInDoubt(long left)
    {
        if (left > 0)
        {
            throw new InvalidOperationException(SchemaErrors.HoldsDecisions(shard));
        }
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
