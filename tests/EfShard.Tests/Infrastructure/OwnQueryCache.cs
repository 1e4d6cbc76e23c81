using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Caching.Memory;

namespace EfShard.Tests.Infrastructure;

/// <summary>A cache of compiled queries for tests that count plans: the other tests of the process would push theirs out of EF Core's.</summary>
internal static class OwnQueryCache
{
    private static readonly MemoryCache Cache = new(new MemoryCacheOptions { SizeLimit = 10_240 });

    // A cache of its own is a service provider of its own, one more than EF Core thinks a process should have.
    public static DbContextOptionsBuilder<TContext> UseOwnQueryCache<TContext>(this DbContextOptionsBuilder<TContext> options)
        where TContext : DbContext
        => options.UseMemoryCache(Cache).ConfigureWarnings(w => w.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning));
}
