using EfShard;
using EfShard.AspNetCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Sessions of sharded contexts in ASP.NET Core.</summary>
public static class ShardingSessionApplicationBuilderExtensions
{
    /// <summary>
    ///     Gives each client a session, from request to request and from process to process: with replicas, its reads see what it has written, and at level
    ///     <see cref="Consistency.Session" /> what it has read. All contexts of a request share it.
    /// </summary>
    /// <remarks>Place it before everything that uses the context, authentication included. For applications with one sharded context; with several, say which.</remarks>
    /// <param name="app">The application.</param>
    /// <param name="configure">Sets what differs from the defaults: cookies for 5 minutes, links with <c>?v=</c>.</param>
    /// <exception cref="InvalidOperationException">No sharded context is registered, or several with different shards.</exception>
    public static IApplicationBuilder UseShardingSession(this IApplicationBuilder app, Action<ShardingSessionOptions>? configure = null)
        => Use(app, configure, SessionContexts.OnlyOne);

    /// <inheritdoc cref="UseShardingSession(IApplicationBuilder, Action{ShardingSessionOptions})" />
    /// <typeparam name="TContext">The context whose session it is. Each context with shards of its own needs a <see cref="ShardingSessionOptions.CookieName" /> of its own.</typeparam>
    public static IApplicationBuilder UseShardingSession<TContext>(this IApplicationBuilder app, Action<ShardingSessionOptions>? configure = null)
        where TContext : DbContext
        => Use(app, configure, static services => services.GetRequiredService<DbContextOptions<TContext>>());

    private static IApplicationBuilder Use(IApplicationBuilder app, Action<ShardingSessionOptions>? configure, Func<IServiceProvider, DbContextOptions> optionsOf)
    {
        ArgumentNullException.ThrowIfNull(app);
        var options = new ShardingSessionOptions();
        configure?.Invoke(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.CookieName);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.HeaderName);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.CookieLifetime, TimeSpan.Zero);

        // A mistake is told now, not by the first request.
        using (var scope = app.ApplicationServices.CreateScope())
        {
            ShardingSession.Begin(optionsOf(scope.ServiceProvider)).Dispose();
        }

        return app.UseMiddleware<ShardingSessionMiddleware>(options, optionsOf);
    }
}
