namespace EfShard;

/// <summary>A shard key is missing, of a type that can't be a shard key, or belongs to no shard. Nothing has been sent to a database.</summary>
public sealed class ShardKeyException : InvalidOperationException
{
    /// <summary>Makes an exception with a message that says what failed, why, and what to do.</summary>
    public ShardKeyException(string message)
        : base(message)
    {
    }

    internal static ShardKeyException UnsupportedType(Type type)
        => new($"A value of type '{type.Name}' can't be a shard key: equal values must have equal bytes, which this type does not promise. "
            + "Use a whole number, text, Guid, date or time, or a value converter to one of them.");
}
