namespace EfShard.AspNetCore;

/// <summary>
///     Says of an endpoint that it writes after its response has begun: one that streams, say. Its token is then made as if something had been written on every
///     shard, so that the client's next reads ask the primaries for their positions.
/// </summary>
/// <remarks>In minimal APIs <c>.WithMetadata(new WritesFollowAttribute())</c>.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WritesFollowAttribute : Attribute;
