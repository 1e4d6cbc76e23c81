using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using EfShard.Execution;
using EfShard.Execution.Replicas;
using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Commit;

/// <summary>What a context can be asked about commits over several shards: connections of its provider, made for the question.</summary>
internal sealed class CommitDesk(IShardConnections connections, DatabaseDialect database)
{
    private readonly TwoPhaseDialect _dialect = database.TwoPhase!;

    // Once for all parts: a server that is frozen takes its time.
    private readonly ConcurrentDictionary<ShardNode, Task<ReplicaWatch?>> _observed = new();

    public Task<RecoveryReport> RecoverAsync(TimeSpan grace, CancellationToken cancellationToken)
        => new InDoubtRecovery(connections.Topology, _dialect, OpenAsync).RunAsync(grace, cancellationToken);

    public Task<RecoveryReport> ListAsync(CancellationToken cancellationToken)
        => new InDoubtRecovery(connections.Topology, _dialect, OpenAsync).ListAsync(cancellationToken);

    /// <summary>
    ///     Asks the decider: what it has no record of is rolled back. Where nobody knows who that is, every shard is asked, and the one that has the record or the
    ///     lock is it; if none has, nothing is known: also a commit of one shard leaves no record.
    /// </summary>
    public async Task<CommitOutcome> FindOutcomeAsync(Guid id, ShardNode? decider, CancellationToken cancellationToken)
    {
        if (decider is null && CommitMemory.Find(id) is { } known)
        {
            if (known.Outcome is not CommitOutcome.Undecided)
            {
                return known.Outcome;
            }

            connections.Topology.TryGetShard(known.Decider, out decider);
        }

        var outcome = decider is null ? CommitOutcome.NoRecord : CommitOutcome.RolledBack;
        foreach (var shard in decider is null ? connections.Topology.Attached : [decider])
        {
            var answer = await AskAsync(shard, id, cancellationToken).ConfigureAwait(false);
            outcome = answer is CommitOutcome.RolledBack ? outcome : answer;
        }

        if (outcome is CommitOutcome.Committed)
        {
            // What was not known to be written is now, and later reads are to see it.
            foreach (var shard in connections.Topology.Attached)
            {
                connections.NoteWrite(shard.Index);
            }
        }

        return outcome;
    }

    private async Task<CommitOutcome> AskAsync(ShardNode shard, Guid id, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(shard, cancellationToken).ConfigureAwait(false);
        await using var ofConnection = connection.ConfigureAwait(false);
        return await new DecisionLookup(_dialect).AskAsync(connection, id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    ///     Opens a connection to a shard's primary. A process may begin with recovery, before any query of it has found out who that is, and whether its options are right: what is
    ///     read in another shard's database would be taken for "not decided", and roll back what is committed.
    /// </summary>
    private async Task<DbConnection> OpenAsync(ShardNode shard, CancellationToken cancellationToken)
    {
        var watch = await _observed.GetOrAdd(shard, node => ObserveAsync(node, cancellationToken)).ConfigureAwait(false);
        var connection = await new PrimaryDoor(shard, () => Connect(shard), watch, asksAll: false).OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var isStandby = connection.Statement(_dialect.IsStandbySql);
            await using (isStandby.ConfigureAwait(false))
            {
                if (Convert.ToInt64(await isStandby.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture) > 0)
                {
                    throw CommitErrors.IsStandby(shard);
                }
            }

            await ShardGate.Of(connections.Topology, database).RefuseOtherAsync(shard, connection, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Has the servers of a shard asked that has several, so that somebody is known to be its primary.</summary>
    private async Task<ReplicaWatch?> ObserveAsync(ShardNode shard, CancellationToken cancellationToken)
    {
        // The context's services are made for one thread; recovery asks shards side by side.
        Task finding;
        lock (connections)
        {
            finding = connections.FindPrimaryAsync(shard.Index, cancellationToken);
        }

        await finding.ConfigureAwait(false);
        return ReplicaWatch.Find(connections.Topology);
    }

    private DbConnection Connect(ShardNode shard)
    {
        lock (connections)
        {
            using var connection = connections.CreateUnverified(shard.Index);
            return _dialect.Clone(connection.DbConnection);
        }
    }
}
