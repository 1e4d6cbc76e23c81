using System.Data.Common;
using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Commit;

/// <summary>What a context can be asked about commits over several shards: connections of its provider, made for the question.</summary>
internal sealed class CommitDesk(IShardConnections connections, TwoPhaseDialect dialect)
{
    public Task<RecoveryReport> RecoverAsync(TimeSpan grace, CancellationToken cancellationToken)
        => new InDoubtRecovery(connections.Topology, dialect, ConnectAsync).RunAsync(grace, cancellationToken);

    public Task<RecoveryReport> ListAsync(CancellationToken cancellationToken)
        => new InDoubtRecovery(connections.Topology, dialect, ConnectAsync).ListAsync(cancellationToken);

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
        var connection = await ConnectAsync(shard, cancellationToken).ConfigureAwait(false);
        await using var ofConnection = connection.ConfigureAwait(false);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await new DecisionLookup(dialect).AskAsync(connection, id, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DbConnection> ConnectAsync(ShardNode shard, CancellationToken cancellationToken)
    {
        // The context's services are made for one thread; recovery asks shards side by side.
        Task finding;
        lock (connections)
        {
            finding = connections.FindPrimaryAsync(shard.Index, cancellationToken);
        }

        // A former primary knows nothing of what was decided since.
        await finding.ConfigureAwait(false);
        lock (connections)
        {
            using var connection = connections.CreateUnverified(shard.Index);
            return dialect.Clone(connection.DbConnection);
        }
    }
}
