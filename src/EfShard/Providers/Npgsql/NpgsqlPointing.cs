using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using global::Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using global::Npgsql.EntityFrameworkCore.PostgreSQL.Storage.Internal;

namespace EfShard.Providers.Npgsql;

/// <summary>
///     Points Npgsql's connection at a server through a data source where the provider would use one: enum mappings, plugins and
///     <c>ConfigureDataSource</c> live in it, and a bare connection string would silently drop them.
/// </summary>
internal static class NpgsqlPointing
{
    // The provider's manager belongs to one of EF's internal service providers, and so do the data sources that it makes.
    private static readonly ConditionalWeakTable<NpgsqlDataSourceManager, ConcurrentDictionary<string, DbDataSource?>> DataSources = [];

    public static bool HasDataSource(RelationalOptionsExtension provider) => provider is NpgsqlOptionsExtension { DataSource: not null };

    public static void Point(IRelationalConnection connection, ShardEndpoint endpoint)
    {
        var npgsql = (NpgsqlRelationalConnection)connection;
        var dataSource = endpoint.DataSource ?? DataSourceOf(connection, endpoint.ConnectionString!);
        if (dataSource is not null || npgsql.DataSource is not null)
        {
            // A data source's connection takes no other connection string. Cleared here, because the provider's own property would also
            // forget that the context owns its connection.
            npgsql.SetDbConnection(null, contextOwnsConnection: true);
        }

        if (dataSource is not null)
        {
            npgsql.DbDataSource = dataSource;
        }
        else
        {
            npgsql.ConnectionString = endpoint.ConnectionString;
        }
    }

    /// <summary>The data source that the provider would use for a server; <see langword="null" /> where it uses none.</summary>
    public static DbDataSource? DataSourceOf(IRelationalConnection connection, string connectionString)
    {
        var services = ((IInfrastructure<IServiceProvider>)connection.Context).Instance;
        if (services.GetService(typeof(NpgsqlDataSourceManager)) is not NpgsqlDataSourceManager manager)
        {
            return null;
        }

        var dataSources = DataSources.GetValue(manager, static _ => new ConcurrentDictionary<string, DbDataSource?>(StringComparer.Ordinal));
        return dataSources.GetOrAdd(connectionString, static (text, state) => Create(state.manager, state.services, text), (manager, services));
    }

    private static DbDataSource? Create(NpgsqlDataSourceManager manager, IServiceProvider services, string connectionString)
    {
        var options = (IDbContextOptions)services.GetService(typeof(IDbContextOptions))!;
        var provider = (NpgsqlOptionsExtension)options.FindExtension<NpgsqlOptionsExtension>()!.WithConnectionString(connectionString);
        return manager.GetDataSource(provider, options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider);
    }
}
