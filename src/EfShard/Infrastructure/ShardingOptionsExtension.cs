using System.Globalization;
using EfShard.Integration;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Infrastructure;

/// <summary>
///     Carries the sharding options in a context's options, and registers EfShard's services around the provider's. Services never hold
///     the topology: they read it from the options of the context, so that all sharded contexts of a provider share one service provider.
/// </summary>
internal sealed class ShardingOptionsExtension(ShardingOptions options) : IDbContextOptionsExtension
{
    private DbContextOptionsExtensionInfo? _info;
    private ShardTopology? _topology;
    private DatabaseDialect? _dialect;

    public ShardingOptions Options { get; } = options;

    public DbContextOptionsExtensionInfo Info => _info ??= new ExtensionInfo(this);

    /// <summary>The topology of a context's options.</summary>
    /// <exception cref="ShardingConfigurationException">The provider is missing, comes too late, or has a connection of its own.</exception>
    /// <exception cref="InvalidOperationException">The options have no sharding.</exception>
    public static ShardTopology TopologyOf(IDbContextOptions options)
        => options.FindExtension<ShardingOptionsExtension>() is { } extension
            ? extension._topology ?? extension.CreateTopology(options)
            : throw ConfigurationErrors.NotSharded(typeof(Microsoft.EntityFrameworkCore.DbContext));

    /// <summary>The dialect of a context's options. Kept, because asking the options for their provider costs more than making a connection.</summary>
    public static DatabaseDialect DialectOf(IDbContextOptions options)
        => options.FindExtension<ShardingOptionsExtension>() is { } extension
            ? extension._dialect ??= DatabaseDialect.Of(options)
            : DatabaseDialect.Of(options);

    /// <summary>The index of the shard of options that name one only.</summary>
    public static int? OnlyShardOf(IDbContextOptions options)
        => options.FindExtension<ShardingOptionsExtension>() is { Options.Shards.Count: 1 } ? 0 : null;

    public void ApplyServices(IServiceCollection services) => ShardingServices.AddTo(services);

    /// <summary>
    ///     EF calls this only when it builds a service provider; options that find a cached one are checked by <see cref="TopologyOf" />.
    /// </summary>
    public void Validate(IDbContextOptions options) => ProviderCheck.Check(options);

    private ShardTopology CreateTopology(IDbContextOptions options)
    {
        var relational = ProviderCheck.Check(options);
        var provider = DatabaseDialect.NameOf(relational);
        return _topology = TopologyFactory.Get(
            Options,
            provider,
            (relational.MigrationsHistoryTableName ?? HistoryRepository.DefaultTableName, relational.MigrationsHistoryTableSchema));
    }

    private sealed class ExtensionInfo(ShardingOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        private new ShardingOptionsExtension Extension => (ShardingOptionsExtension)base.Extension;

        public override bool IsDatabaseProvider => false;

        public override string LogFragment => $"using {Extension.Options.Shards.Count} shards ";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo)
            => debugInfo["EfShard:Shards"] = Extension.Options.Shards.Count.ToString(CultureInfo.InvariantCulture);
    }
}
