using EfShard.Strategies;

namespace EfShard.Infrastructure;

/// <summary>
///     A group as the options define it. The strategy itself is made when the topology is, so that a context made from fresh options
///     each time does not compute a ring of hashes only to throw it away.
/// </summary>
internal sealed class GroupDefinition(string name, GroupKind kind, int virtualNodes, ShardStrategy? given, IReadOnlyList<string>? shards)
    : IEquatable<GroupDefinition>
{
    public string Name { get; } = name;

    public GroupKind Kind { get; } = kind;

    public int VirtualNodes { get; } = virtualNodes;

    /// <summary>The strategy of a <see cref="GroupKind.Given" /> group.</summary>
    public ShardStrategy? Given { get; } = given;

    /// <summary>The shards in ordinal order; <see langword="null" /> for all of them.</summary>
    public IReadOnlyList<string>? Shards { get; } = shards?.Order(StringComparer.Ordinal).ToArray();

    public static GroupDefinition Default { get; } = new(ShardingNames.DefaultGroup, GroupKind.Hash, 0, null, null);

    /// <summary>Two strategies of a type with the same definition place every key alike, whoever made them.</summary>
    public bool Equals(GroupDefinition? other)
        => other is not null
            && Name == other.Name
            && Kind == other.Kind
            && VirtualNodes == other.VirtualNodes
            && (Shards is null ? other.Shards is null : other.Shards is not null && Shards.SequenceEqual(other.Shards))
            && (ReferenceEquals(Given, other.Given)
                || (Given is not null
                    && other.Given is not null
                    && Given.GetType() == other.Given.GetType()
                    && Given.Definition == other.Given.Definition
                    && Given.Shards.SequenceEqual(other.Given.Shards)));

    public override bool Equals(object? obj) => Equals(obj as GroupDefinition);

    public override int GetHashCode() => HashCode.Combine(Name, Kind, VirtualNodes, Shards?.Count, Given?.GetType());
}
