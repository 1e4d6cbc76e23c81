using EfShard.Topology;

namespace EfShard.Infrastructure;

/// <summary>A shard as the options name it.</summary>
internal sealed class ShardDefinition(string name, ShardEndpoint primary, IReadOnlyList<ShardEndpoint> replicas) : IEquatable<ShardDefinition>
{
    public string Name { get; } = name;

    public ShardEndpoint Primary { get; } = primary;

    public IReadOnlyList<ShardEndpoint> Replicas { get; } = replicas;

    public bool Equals(ShardDefinition? other)
        => other is not null && Name == other.Name && Primary == other.Primary && Replicas.SequenceEqual(other.Replicas);

    public override bool Equals(object? obj) => Equals(obj as ShardDefinition);

    public override int GetHashCode() => HashCode.Combine(Name, Primary);

    /// <summary>The name only: endpoints hold passwords.</summary>
    public override string ToString() => Name;
}
