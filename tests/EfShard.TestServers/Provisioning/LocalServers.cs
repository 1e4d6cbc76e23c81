using EfShard.TestServers.Clusters;

namespace EfShard.TestServers.Provisioning;

/// <summary>Servers started from this machine's own binaries. The cluster's folder sees to their end when this process ends.</summary>
internal sealed class LocalServers : IPostgresServers
{
    // Held for as long as the process lives: the cluster ends with it.
    private readonly PostgresCluster _cluster;

    private LocalServers(PostgresCluster cluster) => _cluster = cluster;

    public string Source => $"local servers from {PostgresBinaries.Folder}";

    public IReadOnlyList<string> ConnectionStrings => [.. _cluster.Primaries.Select(node => node.ConnectionString)];

    public static async Task<IPostgresServers> StartAsync() => new LocalServers(await PostgresCluster.StartAsync(PostgresShards.Count));
}
