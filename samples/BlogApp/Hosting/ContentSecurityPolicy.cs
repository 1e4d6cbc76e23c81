namespace BlogApp.Hosting;

/// <summary>
/// Allows pages nothing but the blog's own style sheet and forms. The pages have no script at all, so that a script
/// which slipped through the encoding of a post would still not run; only <c>/shards</c>, which shows no posts, has one, to be live.
/// </summary>
internal sealed class ContentSecurityPolicy(RequestDelegate next)
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string LivePage = "; script-src 'self'; connect-src 'self'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = context.Request.Path == "/shards" ? Policy + LivePage : Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        return next(context);
    }
}
