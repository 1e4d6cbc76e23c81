namespace EfShard.AspNetCore;

/// <summary>What happens to a request whose token is malformed or forged. It is never believed.</summary>
public enum ShardingSessionRefusal
{
    /// <summary>
    ///     The request goes on as if its session had written on every shard: the first read of a shard asks its primary, so that nobody sees less than his true
    ///     token would have shown. A cookie is deleted.
    /// </summary>
    AskPrimary,

    /// <summary>The request is answered with 400 and goes no further.</summary>
    BadRequest,
}
