namespace EfShard.Tests.Queries.Harness;

/// <summary>How many shards a shape's commands may reach.</summary>
public enum Asked
{
    /// <summary>None: the condition contradicts itself, or what was asked for is already tracked.</summary>
    None,

    /// <summary>Exactly one.</summary>
    One,

    /// <summary>More than one, but not all four: the keys name them.</summary>
    Some,

    /// <summary>Every shard that the entity's group uses.</summary>
    All,
}
