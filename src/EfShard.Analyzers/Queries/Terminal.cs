namespace EfShard.Analyzers.Queries;

/// <summary>What runs a query.</summary>
internal enum Terminal
{
    /// <summary>Nothing in this place: it is passed on.</summary>
    None,

    /// <summary>It is read: <c>ToList</c>, <c>First</c>, <c>Count</c>, <c>foreach</c>.</summary>
    Read,

    /// <summary><c>Find</c>: read by its primary key.</summary>
    Find,

    /// <summary><c>ExecuteUpdate</c></summary>
    Update,

    /// <summary><c>ExecuteDelete</c></summary>
    Delete,
}
