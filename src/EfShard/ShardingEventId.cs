using Microsoft.Extensions.Logging;

namespace EfShard;

/// <summary>
///     The events that EfShard logs through EF Core's loggers, for <c>ConfigureWarnings</c> and <c>LogTo</c>. Their numbers never change.
/// </summary>
public static class ShardingEventId
{
    private const int QueryBase = 40000;

    /// <summary>
    ///     A query was answered by gathering rows of several shards under <see cref="GatherPolicy.Warn" />. Category
    ///     <c>DbLoggerCategory.Query</c>, level warning. The message has the rows, the bytes and the plan.
    /// </summary>
    public static readonly EventId QueryGathered = new(QueryBase, "EfShard.QueryGathered");
}
