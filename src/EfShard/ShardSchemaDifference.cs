namespace EfShard;

/// <summary>Something in the shards' databases that is not the same on all of them.</summary>
public sealed class ShardSchemaDifference
{
    internal ShardSchemaDifference(string kind, string name, IReadOnlyList<(Shard Shard, string? Definition)> shards)
    {
        Kind = kind;
        Name = name;
        Definitions = shards.ToDictionary(shard => shard.Shard.Name, shard => shard.Definition, StringComparer.Ordinal);
    }

    /// <summary>What it is, as the database calls it: a table, a column, an index, a constraint, a trigger, a view.</summary>
    public string Kind { get; }

    /// <summary>Its name, with its table's where it belongs to one.</summary>
    public string Name { get; }

    /// <summary>Its definition by shard, as the database writes it; <see langword="null" /> where it is missing.</summary>
    public IReadOnlyDictionary<string, string?> Definitions { get; }

    /// <summary>What it is, and which shards have which definition.</summary>
    public override string ToString()
        => $"{Kind} {Name}: " + string.Join("; ", Definitions
            .GroupBy(shard => shard.Value)
            .Select(group => $"{string.Join(", ", group.Select(shard => shard.Key))}: {group.Key ?? "(missing)"}"));
}
