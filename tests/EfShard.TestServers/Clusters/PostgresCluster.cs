namespace EfShard.TestServers.Clusters;

/// <summary>
///     Real PostgreSQL servers for one test or one run: a primary for each shard, each with streaming replicas. They live until
///     the cluster is disposed of or the process ends, however it ends.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private readonly ClusterFolder _folder;
    private readonly List<PostgresNode> _nodes = [];

    private PostgresCluster(ClusterFolder folder) => _folder = folder;

    /// <summary>All servers: each shard's primary, then its replicas.</summary>
    public IReadOnlyList<PostgresNode> Nodes => _nodes;

    /// <summary>Those that started as primaries, one for each shard, in the order of the shards.</summary>
    public IReadOnlyList<PostgresNode> Primaries => [.. _nodes.Where(node => !node.Name.Contains('r'))];

    /// <summary>The server of this name: <c>s0</c>, <c>s0r1</c>.</summary>
    public PostgresNode this[string name] => _nodes.Single(node => node.Name == name);

    /// <summary>Creates and starts a cluster, and waits until its replicas stream.</summary>
    /// <param name="shards">The number of primaries.</param>
    /// <param name="replicasPerShard">The number of streaming replicas that each has.</param>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL server on this machine, or a server does not start.</exception>
    public static async Task<PostgresCluster> StartAsync(int shards, int replicasPerShard = 0)
    {
        if (PostgresBinaries.Folder is null)
        {
            throw new InvalidOperationException(
                "A cluster needs PostgreSQL's server binaries on Linux, and none were found. Install the package postgresql, or set EFSHARD_POSTGRES_BIN.");
        }

        var cluster = new PostgresCluster(await ClusterFolder.CreateAsync());
        try
        {
            for (var shard = 0; shard < shards; shard++)
            {
                for (var replica = 0; replica <= replicasPerShard; replica++)
                {
                    cluster.Add(shard, replica);
                }
            }

            await Task.WhenAll(Enumerable.Range(0, shards).Select(cluster.CreateShardAsync));
            await Task.WhenAll(cluster._nodes.Select(node => node.StartAsync()));
            await Task.WhenAll(cluster.Primaries.Select(primary => primary.ReplicateAsync()));
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        TestRecord.Write($"cluster of {cluster._nodes.Count}");
        return cluster;
    }

    /// <summary>The replicas that a shard started with.</summary>
    public IReadOnlyList<PostgresNode> ReplicasOf(int shard) => [.. NodesOf(shard).Skip(1)];

    /// <summary>Stops the servers, frozen ones too, and removes their files.</summary>
    public async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync();
        _nodes.ForEach(node => node.Dispose());
    }

    private void Add(int shard, int replica)
        => _nodes.Add(new PostgresNode(replica == 0 ? $"s{shard}" : $"s{shard}r{replica}", shard, _folder, PortReservation.Take(), NodesOf));

    private Task CreateShardAsync(int shard) => DataFolder.CreateAsync(_folder, NodesOf(shard).First(), NodesOf(shard).Skip(1));

    private IEnumerable<PostgresNode> NodesOf(int shard) => _nodes.Where(node => node.Shard == shard);
}
