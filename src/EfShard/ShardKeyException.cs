namespace EfShard;

/// <summary>A shard key is missing, of a type that can't be a shard key, or belongs to no shard. Nothing has been sent to a database.</summary>
public sealed class ShardKeyException : InvalidOperationException
{
    /// <summary>Makes an exception with a message that says what failed, why, and what to do.</summary>
    public ShardKeyException(string message)
        : base(message)
    {
    }

    internal ShardKeyException(string message, ShardKeyException cause)
        : base(message, cause)
    {
    }

    internal static ShardKeyException UnsupportedType(Type type)
        => new($"A value of type '{type.Name}' can't be a shard key: equal values must have equal bytes, which this type does not promise. "
            + "Use a whole number, text, Guid, date or time, or a value converter to one of them.");

    internal static ShardKeyException WrongType(string entity, string property, Type expected, Type actual)
        => new($"A value of type '{actual.Name}' can't be the shard key '{entity}.{property}', which is of type '{expected.Name}'. "
            + "Pass a value of the property's type.");

    internal static ShardKeyException OutOfRange(string entity, string property, Type expected)
        => new($"A number can't be the shard key '{entity}.{property}': it is too large for the property's type '{expected.Name}'. "
            + "Pass a value of the property's type.");

    internal static ShardKeyException ConvertedTime(string entity, string property, DateTimeKind kind, string storeType)
        => new($"A DateTime of kind {kind} can't be the shard key '{entity}.{property}': its column is a '{storeType}', which would store "
            + "another value than the one given, and the row would be looked for on another shard. "
            + (kind is DateTimeKind.Utc
                ? "Use DateTime.SpecifyKind(value, DateTimeKind.Unspecified), or map the property to 'timestamp with time zone'."
                : "Use a DateTime of kind Utc, or map the property to 'timestamp without time zone'."));
}
