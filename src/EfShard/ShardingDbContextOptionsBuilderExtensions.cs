using EfShard;
using EfShard.Infrastructure;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Configuration;

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

    /// <summary>
    ///     Spreads the context's data over the shards that a configuration section names, for instance
    ///     <c>options.UseNpgsql().UseSharding(configuration.GetSection("Sharding"))</c>.
    /// </summary>
    /// <remarks>
    ///     <code language="json">
    /// "Sharding": {
    ///   "Shards": {
    ///     "s0": "Host=db0;Database=blog",
    ///     "s1": { "Primary": "Host=db1;Database=blog", "Replicas": [ "Host=db1r1;Database=blog", { "Server": "Host=db1r2;Database=blog", "Weight": 2, "Zone": "b" } ] }
    ///   },
    ///   "Groups": {
    ///     "authors": { "Strategy": "ConsistentHash", "VirtualNodes": 150, "Shards": [ "s0", "s1" ] },
    ///     "orders": {
    ///       "Strategy": "Range", "Key": "Int64",
    ///       "Ranges": [ { "Below": "1000000", "Shard": "s0" }, { "Rest": "s1" } ]
    ///     }
    ///   },
    ///   "UnshardedOn": "s0", "UnmarkedEntities": "Refuse", "CrossShardCommit": "Reject", "Gather": "Warn",
    ///   "Replicas": { "Consistency": "ReadYourWrites", "ReplicaWait": "00:00:00.100", "MaxLag": "00:00:10", "Failover": "Observe", "LocalZone": "a" },
    ///   "MaxParallelShards": 16, "MaxConnectionsPerShard": 100
    /// }
    ///     </code>
    ///     Only <c>Shards</c> is required. Strategies: Hash (the default) and Modulo, which take Shards; ConsistentHash, which also takes
    ///     VirtualNodes; Range, whose Key is one of Int16, Int32, Int64, String, Guid, DateOnly, DateTime and DateTimeOffset. An unknown key is
    ///     an error. Shards count in ordinal order of their names, whatever the order of the configuration's sources: without
    ///     <c>UnshardedOn</c>, the unsharded tables live on the first of them.
    /// </remarks>
    /// <param name="optionsBuilder">The context's options.</param>
    /// <param name="section">The section that holds the keys above. It is read at once. When it is loaded anew, the shards' servers are exchanged, without failing what runs; other changes need a restart.</param>
    /// <exception cref="ShardingConfigurationException">The configuration is wrong; the message names the key, never its value.</exception>
    public static DbContextOptionsBuilder UseSharding(this DbContextOptionsBuilder optionsBuilder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return optionsBuilder.UseSharding(sharding =>
        {
            ConfigurationReader.Read(section, sharding);
            sharding.Source = section;
        });
    }

    /// <inheritdoc cref="UseSharding(DbContextOptionsBuilder, IConfiguration)" />
    public static DbContextOptionsBuilder<TContext> UseSharding<TContext>(this DbContextOptionsBuilder<TContext> optionsBuilder, IConfiguration section)
        where TContext : DbContext
        => (DbContextOptionsBuilder<TContext>)UseSharding((DbContextOptionsBuilder)optionsBuilder, section);

    private static DbContextOptionsBuilder Use(DbContextOptionsBuilder optionsBuilder, ShardingOptions options)
    {
        var builder = (IDbContextOptionsBuilderInfrastructure)optionsBuilder;
        builder.AddOrUpdateExtension(new ShardingOptionsExtension(options));
        return optionsBuilder;
    }
}
