using Microsoft.AspNetCore.Http;

namespace EfShard.AspNetCore;

/// <summary>Reads the tokens of a request, and writes that of its response.</summary>
internal sealed class SessionTokens(ShardingSessionOptions options)
{
    /// <summary>More cookies than these are made one, also by a response that has nothing new to tell.</summary>
    private const int MaxCookies = 4;

    private const int NameLength = 6;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    private readonly string _cookiePrefix = options.CookieName + ".";

    /// <summary>The tokens of a request that its client was given.</summary>
    public IReadOnlyList<string> Of(HttpRequest request)
    {
        if (options.Carrier is ShardingSessionCarrier.Header)
        {
            return [.. request.Headers[options.HeaderName]
                .SelectMany(h => (h ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        }

        return [.. CookiesOf(request).Select(c => c.Value)];
    }

    /// <summary>The token of the link that was followed.</summary>
    public string? OfLink(HttpRequest request)
        => options.QueryParameter is { } parameter && request.Query.TryGetValue(parameter, out var values) && values is [{ Length: > 0 } token, ..] ? token : null;

    /// <summary>Whether a response should set a token though nothing is new.</summary>
    public bool AreTooMany(HttpRequest request) => options.Carrier is ShardingSessionCarrier.Cookie && CookiesOf(request).Count() > MaxCookies;

    /// <summary>Writes the token of a response that has not begun.</summary>
    public void Write(HttpContext context, string token)
    {
        if (options.Carrier is ShardingSessionCarrier.Header)
        {
            context.Response.Headers[options.HeaderName] = token;
            return;
        }

        // What the request brought is in the new one. A cookie that another response sets meanwhile is not touched: it has a name of its own.
        Delete(context);
        context.Response.Cookies.Append(
            _cookiePrefix + Random.Shared.GetString(Letters, NameLength), token, Cookie(context, options.CookieLifetime));
    }

    /// <summary>Deletes the cookies that came with a request.</summary>
    public void Delete(HttpContext context)
    {
        if (options.Carrier is ShardingSessionCarrier.Cookie)
        {
            foreach (var (name, _) in CookiesOf(context.Request))
            {
                context.Response.Cookies.Delete(name, Cookie(context));
            }
        }
    }

    private IEnumerable<KeyValuePair<string, string>> CookiesOf(HttpRequest request)
        => request.Cookies.Where(c => c.Key.StartsWith(_cookiePrefix, StringComparison.Ordinal));

    private CookieOptions Cookie(HttpContext context, TimeSpan? lifetime = null) => new()
    {
        HttpOnly = true,
        MaxAge = lifetime,
        IsEssential = true,
        SameSite = options.SameSite,
        Secure = options.SecurePolicy is CookieSecurePolicy.Always || (options.SecurePolicy is CookieSecurePolicy.SameAsRequest && context.Request.IsHttps),
        Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
    };
}
