namespace EfShard.Tests.Queries.Harness;

/// <summary>What of a result's order the query specifies, and so must be the same.</summary>
public enum RowOrder
{
    /// <summary>Nothing: rows and collections are compared as bags.</summary>
    None,

    /// <summary>The order of the rows; collections inside them are bags.</summary>
    Rows,

    /// <summary>The order of the rows, and of the collections inside them.</summary>
    RowsAndCollections,
}
