namespace EfShard.Topology;

/// <summary>One shard of a topology: its name, its place in the list, its endpoints, and the connections it may still give out.</summary>
internal sealed class ShardNode(int index, string name, ShardEndpoint primary, IReadOnlyList<ShardEndpoint> replicas, int maxConnections)
{
    public int Index { get; } = index;

    public string Name { get; } = name;

    public ShardEndpoint Primary { get; } = primary;

    public IReadOnlyList<ShardEndpoint> Replicas { get; } = replicas;

    /// <summary>Caps this process's open connections to the shard: a hundred requests of sixteen legs would be 1,600 connections.</summary>
    public SemaphoreSlim Permits { get; } = new(maxConnections, maxConnections);

    public override string ToString() => Name;
}
