namespace EfShard;

/// <summary>The sharding options are wrong: the message says which, why, and what to do. It never holds a connection string.</summary>
public sealed class ShardingConfigurationException : InvalidOperationException
{
    /// <summary>Makes an exception with a message that says what failed, why, and what to do.</summary>
    public ShardingConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message that says what failed, why, and what to do.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">What the check ran into.</param>
    public ShardingConfigurationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
