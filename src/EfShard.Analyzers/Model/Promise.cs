namespace EfShard.Analyzers.Model;

/// <summary>What a relationship declares about where its two ends live.</summary>
internal enum Promise
{
    /// <summary>Nothing: the foreign key must show it.</summary>
    None,

    /// <summary><c>IsColocated()</c></summary>
    Colocated,

    /// <summary><c>IsCrossShard()</c></summary>
    CrossShard,
}
