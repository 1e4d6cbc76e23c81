using EfShard;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What EfShard adds to exceptions of the database.</summary>
public static class ShardingExceptionExtensions
{
    /// <summary>The key under which <see cref="Exception.Data" /> names the shard.</summary>
    internal const string DataKey = "EfShard.Shard";

    /// <summary>The key under which <see cref="Exception.Data" /> holds a <see cref="EfShard.WriteOutcome" />.</summary>
    internal const string OutcomeKey = "EfShard.WriteOutcome";

    /// <summary>
    ///     The name of the shard on which a statement failed, when it ran on several; <see langword="null" /> otherwise. The exception itself is
    ///     the database's own, so that retry strategies and handlers know it; inner exceptions are looked at too.
    /// </summary>
    /// <param name="exception">What a query, a save or a transaction of a sharded context threw.</param>
    public static string? ShardName(this Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Data[DataKey] as string ?? exception.InnerException?.ShardName();
    }

    /// <summary>
    ///     What is known of a write that failed because a server of a shard was lost; <see langword="null" /> where that is not the reason (a
    ///     constraint was violated, say). Inner exceptions are looked at too.
    /// </summary>
    /// <param name="exception">What a save, a statement or a transaction of a sharded context threw.</param>
    public static WriteOutcome? WriteOutcome(this Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Data[OutcomeKey] as WriteOutcome? ?? exception.InnerException?.WriteOutcome();
    }
}
