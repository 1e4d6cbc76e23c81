namespace EfShard;

/// <summary>The sharding options are wrong: the message says which, why, and what to do. It never holds a connection string.</summary>
public sealed class ShardingConfigurationException : InvalidOperationException
{
    internal ShardingConfigurationException(string message)
        : base(message)
    {
    }

    internal ShardingConfigurationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
