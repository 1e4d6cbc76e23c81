using Microsoft.AspNetCore.Http;

namespace EfShard.AspNetCore;

/// <summary>How <c>UseShardingSession</c> carries sessions. Read once, when the application is built.</summary>
/// <remarks>Tokens are signed if the context's options say so: <c>sharding.Replicas(r => r.SessionKey(key))</c>, the same key in every process.</remarks>
public sealed class ShardingSessionOptions
{
    /// <summary>How the token travels. Default: <see cref="ShardingSessionCarrier.Cookie" />.</summary>
    public ShardingSessionCarrier Carrier { get; set; }

    /// <summary>
    ///     The beginning of the cookies' names. Default: <c>"EfShard.Session"</c>. Each response that has something to tell sets a cookie of its own, and deletes those that
    ///     came with its request: of two responses side by side neither overwrites the other.
    /// </summary>
    public string CookieName { get; set; } = "EfShard.Session";

    /// <summary>The name of the header in requests and responses. Default: <c>"EfShard-Session"</c>. Requests may send several, or several tokens separated by commas.</summary>
    public string HeaderName { get; set; } = "EfShard-Session";

    /// <summary>
    ///     The query parameter whose token is imported, so that whoever opens a link sees what its author saw: <c>"/posts/1?v=" + await
    ///     context.Sharding().ExportSessionAsync()</c>. Default: <c>"v"</c>; <see langword="null" /> looks at none.
    /// </summary>
    public string? QueryParameter { get; set; } = "v";

    /// <summary>
    ///     How long a browser keeps a cookie. Default: 5 minutes. No less than replicas may be behind and still be read (<c>MaxLag</c>, 10 s by default): after that, every
    ///     replica that is read has what the cookie stands for.
    /// </summary>
    public TimeSpan CookieLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Which sites' requests bring the cookie. Default: <see cref="SameSiteMode.Lax" />.</summary>
    public SameSiteMode SameSite { get; set; } = SameSiteMode.Lax;

    /// <summary>Whether the cookie travels by https only. Default: if its request did.</summary>
    public CookieSecurePolicy SecurePolicy { get; set; }

    /// <summary>What happens to a token that is malformed or forged. Default: <see cref="ShardingSessionRefusal.AskPrimary" />.</summary>
    public ShardingSessionRefusal Refusal { get; set; }
}
