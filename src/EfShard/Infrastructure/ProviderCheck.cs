using EfShard.Providers;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EfShard.Infrastructure;

/// <summary>Checks that sharding comes after a provider that it knows, and that the provider was given no database of its own.</summary>
internal static class ProviderCheck
{
    /// <summary>Checks the options.</summary>
    /// <returns>The provider's options.</returns>
    public static RelationalOptionsExtension Check(IDbContextOptions options)
    {
        RelationalOptionsExtension? provider = null;
        var shardingFound = false;
        foreach (var extension in options.Extensions)
        {
            switch (extension)
            {
                case ShardingOptionsExtension:
                    shardingFound = true;
                    break;
                case RelationalOptionsExtension relational:
                    provider ??= !shardingFound
                        ? relational
                        : throw ConfigurationErrors.ProviderAfterSharding(DatabaseDialect.NameOf(relational));
                    break;
            }
        }

        if (provider is null)
        {
            throw ConfigurationErrors.NoProvider();
        }

        var name = DatabaseDialect.NameOf(provider);
        var own = provider.ConnectionString is not null ? "a connection string"
            : provider.Connection is not null ? "a connection"
            : DatabaseDialect.Of(name).HasDataSource(provider) ? "a data source"
            : null;
        return own is null ? provider : throw ConfigurationErrors.ConnectionInProvider(name, own);
    }
}
