using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.AspNetCore;

/// <summary>Finds the sharded contexts that the application has registered.</summary>
internal static class SessionContexts
{
    /// <summary>The options of the only sharded context.</summary>
    public static DbContextOptions OnlyOne(IServiceProvider services)
    {
        // EF Core registers the options of every context under this type, too.
        var sharded = services.GetServices<DbContextOptions>().Where(ShardingSession.CanBegin).DistinctBy(o => o.ContextType).ToArray();
        return sharded switch
        {
            [var only] => only,
            [] => throw new InvalidOperationException(
                "UseShardingSession found no sharded context. Register one with services.AddDbContext<TContext>(options => options.UseNpgsql().UseSharding(...)), "
                + "or name it: app.UseShardingSession<TContext>()."),
            _ => throw new InvalidOperationException(
                $"UseShardingSession found several sharded contexts ({string.Join(", ", sharded.Select(o => o.ContextType.Name))}), and can't tell whose session is meant. "
                + "Name it: app.UseShardingSession<TContext>(), each with a CookieName of its own if their shards differ."),
        };
    }
}
