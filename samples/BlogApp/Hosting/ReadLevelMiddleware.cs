using BlogApp.Model;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Hosting;

/// <summary>Reads everything that a request reads at the level that its visitor has chosen.</summary>
internal sealed class ReadLevelMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, BlogContext context)
    {
        using (context.Sharding().UseConsistency(ReadLevel.Named(ReadLevel.Of(http.Request))))
        {
            await next(http);
        }
    }
}
