namespace EfShard.Analyzers.Queries;

/// <summary>How two sources of a query come together.</summary>
internal enum JoinKind
{
    /// <summary><c>Join</c>, <c>GroupJoin</c>, <c>LeftJoin</c>, <c>join ... on</c></summary>
    Join,

    /// <summary><c>SelectMany</c>, <c>from ... from</c></summary>
    CrossJoin,

    /// <summary><c>Include</c>, <c>ThenInclude</c></summary>
    Include,

    /// <summary>A property that leads to another entity.</summary>
    Navigation,

    /// <summary>A query inside another one's lambda.</summary>
    Subquery,
}
