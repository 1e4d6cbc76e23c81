using EfShard;
using EfShard.Infrastructure;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>The door into sharding: <c>UseSharding</c> on a context's options.</summary>
public static class ShardingDbContextOptionsBuilderExtensions
{
    /// <summary>
    ///     Spreads the context's data over shards. Call the provider first, without a connection:
    ///     <c>options.UseNpgsql().UseSharding(sharding => sharding.AddShard("s0", "Host=db0;Database=blog"))</c>.
    /// </summary>
    /// <param name="optionsBuilder">The context's options.</param>
    /// <param name="configure">Names the shards and how keys spread over them.</param>
    /// <exception cref="ShardingConfigurationException">The configuration is wrong; the message says how to put it right.</exception>
    public static DbContextOptionsBuilder UseSharding(this DbContextOptionsBuilder optionsBuilder, Action<ShardingOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(optionsBuilder);
        ArgumentNullException.ThrowIfNull(configure);
        var sharding = new ShardingOptionsBuilder();
        configure(sharding);
        return Use(optionsBuilder, sharding.Build());
    }

    /// <inheritdoc cref="UseSharding(DbContextOptionsBuilder, Action{ShardingOptionsBuilder})" />
    public static DbContextOptionsBuilder<TContext> UseSharding<TContext>(
        this DbContextOptionsBuilder<TContext> optionsBuilder,
        Action<ShardingOptionsBuilder> configure)
        where TContext : DbContext
        => (DbContextOptionsBuilder<TContext>)UseSharding((DbContextOptionsBuilder)optionsBuilder, configure);

    private static DbContextOptionsBuilder Use(DbContextOptionsBuilder optionsBuilder, ShardingOptions options)
    {
        var builder = (IDbContextOptionsBuilderInfrastructure)optionsBuilder;
        builder.AddOrUpdateExtension(new ShardingOptionsExtension(options));
        return optionsBuilder;
    }
}
