using System.Data.Common;
using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Commit;

/// <summary>What a context can be asked about commits over several shards: connections of its provider, made for the question.</summary>
internal sealed class CommitDesk(IShardConnections connections, TwoPhaseDialect dialect)
{
    public Task<RecoveryReport> RecoverAsync(TimeSpan grace, CancellationToken cancellationToken)
        => new InDoubtRecovery(connections.Topology, dialect, Connect).RunAsync(grace, cancellationToken);

    public Task<RecoveryReport> ListAsync(CancellationToken cancellationToken)
        => new InDoubtRecovery(connections.Topology, dialect, Connect).ListAsync(cancellationToken);

    /// <summary>Asks the decider, or, where it is not known, every shard: the one that has the record or the lock is it.</summary>
    public async Task<CommitOutcome> FindOutcomeAsync(Guid id, ShardNode? decider, CancellationToken cancellationToken)
    {
        var lookup = new DecisionLookup(dialect);
        var outcome = CommitOutcome.RolledBack;
        foreach (var shard in decider is null ? connections.Topology.Attached : [decider])
        {
            var connection = Connect(shard);
            await using var ofConnection = connection.ConfigureAwait(false);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var answer = await lookup.AskAsync(connection, id, cancellationToken).ConfigureAwait(false);
            outcome = answer is CommitOutcome.RolledBack ? outcome : answer;
        }

        return outcome;
    }

    private DbConnection Connect(ShardNode shard)
    {
        // The context's services are made for one thread; recovery asks shards side by side.
        lock (connections)
        {
            using var connection = connections.CreateUnverified(shard.Index);
            return dialect.Clone(connection.DbConnection);
        }
    }
}
