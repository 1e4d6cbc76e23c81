#pragma warning disable EF1001 // The loggers of EF Core are made by an internal class.
using EfShard.Execution;
using EfShard.Infrastructure;
using EfShard.Model;
using EfShard.Planning;
using EfShard.Providers;
using EfShard.Schema;
using EfShard.Topology;
using EfShard.Update;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EfShard.Integration;

/// <summary>
///     The map of EfShard inside EF Core: every service that it adds, and every service of the provider that it stands in front of.
/// </summary>
internal static class ShardingServices
{
    internal static void AddTo(IServiceCollection services)
    {
        // Model
        services.AddScoped<IConventionSetPlugin, ShardingConventionSetPlugin>();
        Decorate<IModelValidator>(services, (_, inner) => new ShardModelValidator(inner));

        // Queries
        services.AddSingleton(p => DatabaseDialect.Of(p.GetRequiredService<IDatabaseProvider>().Name).CreateQueryDialect(p));
        services.AddScoped<IMethodCallTranslatorPlugin, ShardHintTranslator>();
        services.AddSingleton<IEvaluatableExpressionFilterPlugin, ShardHintEvaluationFilter>();
        Decorate<IQuerySqlGeneratorFactory>(services, (p, inner) => new ShardedQuerySqlGeneratorFactory(
            p.GetRequiredService<QuerySqlGeneratorDependencies>(), inner, p.GetRequiredService<QueryDialect>()));
        Decorate<IRelationalParameterBasedSqlProcessorFactory>(services, (p, inner) => new ShardedParameterBasedSqlProcessorFactory(
            p.GetRequiredService<RelationalParameterBasedSqlProcessorDependencies>(), inner));

        // Execution
        services.AddScoped<ShardPin>();
        services.AddScoped<IResettableService>(p => p.GetRequiredService<ShardPin>());
        services.AddScoped<LegGate>();
        Decorate<IRelationalConnection>(services, (p, inner) => new ShardedConnection(
            p, inner, p.GetRequiredService<IDbContextOptions>(), p.GetRequiredService<ShardPin>(), p.GetRequiredService<LegGate>()));
        services.AddScoped<IShardConnections>(p => ((ShardedConnection)p.GetRequiredService<IRelationalConnection>()).Connections);
        Decorate<IRelationalCommandDiagnosticsLogger>(services, (p, inner) => new SerializedCommandLogger(inner, p.GetRequiredService<LegGate>()));
        Decorate<IRelationalConnectionDiagnosticsLogger>(services, (p, inner) => new SerializedConnectionLogger(inner, p.GetRequiredService<LegGate>()));

        // Writes
        services.Replace(ServiceDescriptor.Scoped<ICommandBatchPreparer, ShardedCommandBatchPreparer>());
        Decorate<IBatchExecutor>(services, (p, inner) => new ShardedBatchExecutor(inner, p));
        services.AddScoped<DiagnosticsLogger<DbLoggerCategory.Update>>();
        services.AddScoped<IDiagnosticsLogger<DbLoggerCategory.Update>>(p => new SerializedUpdateLogger(
            p.GetRequiredService<DiagnosticsLogger<DbLoggerCategory.Update>>(), p.GetRequiredService<LegGate>()));

        // Schema
        Decorate<IRelationalDatabaseCreator>(services, (p, inner) => ActivatorUtilities.CreateInstance<ShardedDatabaseCreator>(p, inner));
    }

    /// <summary>Puts a service in front of the provider's, whichever way that was registered.</summary>
    /// <exception cref="ShardingConfigurationException">The provider has not registered it yet.</exception>
    internal static void Decorate<TService>(IServiceCollection services, Func<IServiceProvider, TService, TService> decorate)
        where TService : class
    {
        var provided = services.LastOrDefault(d => d.ServiceType == typeof(TService)) ?? throw ConfigurationErrors.NoProvider();
        services.Remove(provided);
        Func<IServiceProvider, object> create;
        if (provided.ImplementationFactory is { } factory)
        {
            create = factory;
        }
        else
        {
            // Registered by type: under its own name the container builds it as fast as before.
            var type = provided.ImplementationType!;
            services.Add(new ServiceDescriptor(type, type, provided.Lifetime));
            create = p => p.GetRequiredService(type);
        }

        services.Add(new ServiceDescriptor(typeof(TService), p => decorate(p, (TService)create(p)), provided.Lifetime));
    }
}
