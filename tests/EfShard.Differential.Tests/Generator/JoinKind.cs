namespace EfShard.Differential.Tests.Generator;

/// <summary>How rows of two queries are combined.</summary>
public enum JoinKind
{
    Inner,
    Left,
    Right,

    /// <summary>GroupJoin, SelectMany, DefaultIfEmpty.</summary>
    GroupJoin,

    /// <summary>SelectMany over a subquery that follows the row.</summary>
    Many,

    /// <summary>The same with DefaultIfEmpty.</summary>
    ManyOrNone,

    /// <summary>SelectMany over a subquery that follows the row, and takes the first of its rows.</summary>
    ManyFirst,

    /// <summary>All pairs.</summary>
    Cross,
}
