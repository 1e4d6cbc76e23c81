namespace Microsoft.EntityFrameworkCore;

/// <summary>What EfShard adds to exceptions of the database.</summary>
public static class ShardingExceptionExtensions
{
    /// <summary>The key under which <see cref="Exception.Data" /> names the shard.</summary>
    internal const string DataKey = "EfShard.Shard";

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
}
