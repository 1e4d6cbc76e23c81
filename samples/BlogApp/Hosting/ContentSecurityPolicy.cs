namespace BlogApp.Hosting;

/// <summary>
/// Allows pages nothing but the blog's own style sheet and forms. The pages have no script at all, so that a script
/// which slipped through the encoding of a post would still not run.
/// </summary>
internal sealed class ContentSecurityPolicy(RequestDelegate next)
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        return next(context);
    }
}
