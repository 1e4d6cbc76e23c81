namespace EfShard;

/// <summary>A shard, by its name. Shards with the same name are equal.</summary>
public sealed record Shard
{
    internal Shard(string name) => Name = name;

    /// <summary>The name that <c>AddShard</c> gave it.</summary>
    public string Name { get; }

    /// <summary>The shard's name.</summary>
    public override string ToString() => Name;
}
