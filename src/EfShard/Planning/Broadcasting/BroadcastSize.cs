namespace EfShard.Planning.Broadcasting;

/// <summary>How few the rows of a part of a statement promise to be, fewest first. How many they are is only known when they are read.</summary>
internal enum BroadcastSize
{
    /// <summary>Limited, or of known keys.</summary>
    Few,

    /// <summary>A table that was left on one shard.</summary>
    Unsharded,

    /// <summary>What is left by a condition, and joined by its primary key: others point to it, as a rule more often than once.</summary>
    FilteredPrincipal,

    /// <summary>What is left by a condition.</summary>
    Filtered,

    /// <summary>A whole table that is joined by its primary key.</summary>
    Principal,

    /// <summary>A whole table.</summary>
    Whole,
}
