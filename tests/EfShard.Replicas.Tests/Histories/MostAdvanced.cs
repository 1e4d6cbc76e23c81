using EfShard.TestServers.Clusters;

namespace EfShard.Replicas.Tests.Histories;

/// <summary>Finds the replica that a promotion must take: with synchronous replication it has every acknowledged write.</summary>
public static class MostAdvanced
{
    public static async Task<PostgresNode> OfAsync(IReadOnlyList<PostgresNode> replicas)
    {
        var received = await Task.WhenAll(replicas.Select(r => r.ScalarAsync<long>(
            "SELECT (greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) - '0/0'::pg_lsn)::bigint")));
        return replicas[Array.IndexOf(received, received.Max())];
    }
}
