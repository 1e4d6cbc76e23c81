using BlogApp.Data;

namespace BlogApp.Cluster;

/// <summary>The blog's PostgreSQL servers on this machine: four primaries with a streaming replica each, by default.</summary>
internal sealed class LocalCluster
{
    private LocalCluster(ClusterScript script, IReadOnlyList<BlogShard> shards) => (Script, Shards) = (script, shards);

    public ClusterScript Script { get; }

    public IReadOnlyList<BlogShard> Shards { get; }

    public static async Task<LocalCluster> StartAsync(IConfiguration settings)
    {
        var script = new ClusterScript(settings["Folder"], settings.GetValue<int?>("Port"), settings.GetValue("EndsWithProcess", false));
        await script.StartAsync(settings.GetValue("Shards", 4), settings.GetValue("Replicas", 1));
        var nodes = await script.NodesAsync();
        return new LocalCluster(
            script,
            [.. nodes.GroupBy(node => node.Name.Split('r')[0]).Select(shard => new BlogShard(
                shard.Key,
                ConnectionString(shard.First().Port),
                [.. shard.Skip(1).Select(node => ConnectionString(node.Port))]))]);
    }

    /// <summary>The script's name of a server that the library calls by its shard and its place: <c>s0/0</c> is <c>s0</c>, <c>s0/1</c> is <c>s0r1</c>.</summary>
    public static string NodeOf(string server)
    {
        var parts = server.Split('/');
        return parts[1] == "0" ? parts[0] : $"{parts[0]}r{parts[1]}";
    }

    private static string ConnectionString(int port) => $"Host=127.0.0.1;Port={port};Username=postgres;Database=blog;Maximum Pool Size=30";
}
