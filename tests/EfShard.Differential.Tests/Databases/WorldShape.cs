namespace EfShard.Differential.Tests.Databases;

/// <summary>How the rows of a world are spread.</summary>
public enum WorldShape
{
    /// <summary>Over all tenants alike.</summary>
    Even,

    /// <summary>Most rows belong to one tenant.</summary>
    Skewed,

    /// <summary>The last tenants have no rows: in the co-located layout their shard is empty, but for tables that are on every shard.</summary>
    EmptyShard,

    /// <summary>A row or two in each table.</summary>
    Sparse,
}
