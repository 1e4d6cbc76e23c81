namespace EfShard;

/// <summary>
///     Whether queries may be answered by gathering: all shards are seen through one connection as if they were one database, and the query runs
///     there unchanged. Always right, rarely fast: what a single database finds by an index may need all rows of all shards.
/// </summary>
/// <remarks>
///     For now only on Sqlite, where one connection attaches the shards' files, at most 10 of them. A query that is bound to one shard by name
///     (<c>OnShard</c>, <c>UseShard</c>) is never gathered, and inside a transaction gathering is refused: its connection would not see what the
///     transaction has written.
/// </remarks>
public enum GatherMode
{
    /// <summary>The default: a query that several shards can't answer by themselves is refused with <see cref="CrossShardQueryException" />.</summary>
    Off,

    /// <summary>Queries that would be refused are gathered.</summary>
    WhenRefused,

    /// <summary>All queries are gathered, also those that one shard could answer. Meant for tests, to compare answers.</summary>
    Always,
}
