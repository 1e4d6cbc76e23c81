using System.Data.Common;

namespace EfShard;

/// <summary>No server of a shard can do what was asked of it now. Other shards are not concerned. Nothing has been sent.</summary>
public sealed class ShardUnavailableException : DbException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="shardName">The shard.</param>
    /// <param name="message">What failed, why, and what to do.</param>
    /// <param name="innerException">What the last server said that was asked.</param>
    public ShardUnavailableException(string shardName, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ShardName = shardName;
        Data[Microsoft.EntityFrameworkCore.ShardingExceptionExtensions.DataKey] = shardName;
        Data[Microsoft.EntityFrameworkCore.ShardingExceptionExtensions.OutcomeKey] = WriteOutcome.NotSent;
    }

    /// <summary>The shard.</summary>
    public string ShardName { get; }

    /// <summary>Trying again later can help.</summary>
    public override bool IsTransient => true;
}
