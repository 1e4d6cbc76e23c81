namespace EfShard.AspNetCore;

/// <summary>How a session's token travels between a client and the application.</summary>
public enum ShardingSessionCarrier
{
    /// <summary>In cookies, for browsers: they need nothing else.</summary>
    Cookie,

    /// <summary>In a header of the response, which the client sends back with its next requests: for clients that are programs.</summary>
    Header,
}
