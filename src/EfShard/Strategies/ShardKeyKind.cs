namespace EfShard.Strategies;

/// <summary>The kinds of values that a shard key can have once it is in the form in which the database stores it.</summary>
public enum ShardKeyKind
{
    /// <summary>No value. Allowed only where the model says <c>AllowNullShardKey()</c>.</summary>
    Null,

    /// <summary>A whole number: every integral type, booleans and enums.</summary>
    Number,

    /// <summary>Text, compared and hashed by its UTF-8 bytes.</summary>
    Text,

    /// <summary>A <see cref="System.Guid" />, compared and hashed by its bytes in network order.</summary>
    Guid,

    /// <summary>A point in time, in microseconds since 2000-01-01, PostgreSQL's own count.</summary>
    Timestamp,

    /// <summary>A date, in days since 2000-01-01, PostgreSQL's own count.</summary>
    Date,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Several components.</summary>
    Composite,
}
