#pragma warning disable EF1001 // The loggers of EF Core are made by an internal class.
using EfShard.Commit;
using EfShard.Execution;
using EfShard.Infrastructure;
using EfShard.Model;
using EfShard.Planning;
using EfShard.Providers;
using EfShard.Schema;
using EfShard.Schema.Migrations;
using EfShard.Topology;
using EfShard.Update;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
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
        // EF Core makes its plugins for every context; without state, one is enough.
        services.AddSingleton<IConventionSetPlugin, ShardingConventionSetPlugin>();
        Decorate<IModelValidator>(services, (_, inner) => new ShardModelValidator(inner));

        // Queries
        services.AddSingleton(p => DatabaseDialect.Of(p.GetRequiredService<IDatabaseProvider>().Name).CreateQueryDialect(p));
        services.AddSingleton<ShardHintTranslator>();
        ShardHintTranslators.AddTo(services);
        services.AddSingleton<IEvaluatableExpressionFilterPlugin, ShardHintEvaluationFilter>();
        Decorate<IQuerySqlGeneratorFactory>(services, (p, inner) => new ShardedQuerySqlGeneratorFactory(
            p.GetRequiredService<QuerySqlGeneratorDependencies>(), inner, p.GetRequiredService<QueryDialect>()));
        Decorate<IRelationalParameterBasedSqlProcessorFactory>(services, (p, inner) => new ShardedParameterBasedSqlProcessorFactory(
            p.GetRequiredService<RelationalParameterBasedSqlProcessorDependencies>(), inner));

        services.Replace(ServiceDescriptor.Singleton<IEntityFinderSource, PrimaryEntityFinderSource>());

        Decorate<ISqlGenerationHelper>(services, (p, inner)
            => DatabaseDialect.Of(p.GetRequiredService<IDatabaseProvider>().Name).Attaching is null ? inner : new AttachedSqlNames(inner));

        // Execution
        services.AddScoped<ShardPin>();
        services.AddScoped<IResettableService>(p => p.GetRequiredService<ShardPin>());
        services.AddScoped<LegGate>();
        Decorate<IRelationalConnection, ShardedConnection>(services);
        services.AddScoped<IShardConnections>(p => ((ShardedConnection)p.GetRequiredService<IRelationalConnection>()).Connections);
        Decorate<IRelationalCommandDiagnosticsLogger, SerializedCommandLogger>(services);
        Decorate<IRelationalConnectionDiagnosticsLogger, SerializedConnectionLogger>(services);

        // Writes
        services.AddScoped<ShardedCommandBatchPreparer>();
        services.Replace(ServiceDescriptor.Scoped<ICommandBatchPreparer, DeferredBatchPreparer>());
        var createExecutor = Take<IBatchExecutor>(services, out _).Create;
        services.AddScoped<IBatchExecutor>(p => new ShardedBatchExecutor(createExecutor, p));
        services.AddTransient<DiagnosticsLogger<DbLoggerCategory.Update>>();
        services.AddScoped<IDiagnosticsLogger<DbLoggerCategory.Update>, SerializedUpdateLogger>();

        services.Replace(ServiceDescriptor.Singleton<IRelationalTransactionFactory, ParticipantFactory>());

        Decorate<IExecutionStrategyFactory, VerifyingExecutionStrategyFactory>(services);

        // Schema
        Decorate<IHistoryRepository>(services, (p, inner) => new ShardedHistoryRepository(inner, p));
        Decorate<IMigrator>(services, (p, inner) => new ShardedMigrator(inner, p));
        Decorate<IRelationalDatabaseCreator>(services, (p, inner) => ActivatorUtilities.CreateInstance<ShardedDatabaseCreator>(p, inner));
    }

    /// <summary>Puts a service in front of the provider's, whichever way that was registered.</summary>
    /// <exception cref="ShardingConfigurationException">The provider has not registered it yet.</exception>
    internal static void Decorate<TService>(IServiceCollection services, Func<IServiceProvider, TService, TService> decorate)
        where TService : class
    {
        var (create, lifetime) = Take<TService>(services, out _);
        services.Add(new ServiceDescriptor(typeof(TService), p => decorate(p, create(p)), lifetime));
    }

    /// <summary>
    ///     As the other, for what is made for every context: <typeparamref name="TDecorator" /> gets the provider's service as a
    ///     <see cref="Provided{TService}" />, and the container builds it by its constructor.
    /// </summary>
    /// <exception cref="ShardingConfigurationException">The provider has not registered it yet.</exception>
    private static void Decorate<TService, TDecorator>(IServiceCollection services)
        where TService : class
        where TDecorator : class, TService
    {
        var (create, lifetime) = Take<TService>(services, out var type);
        services.Add(type is null
            ? ServiceDescriptor.Transient(p => new Provided<TService>(create(p)))
            : ServiceDescriptor.Transient(typeof(Provided<TService>), typeof(ProvidedAs<,>).MakeGenericType(typeof(TService), type)));
        services.Add(new ServiceDescriptor(typeof(TService), typeof(TDecorator), lifetime));
    }

    /// <summary>Takes the provider's own service away, and returns how to make it.</summary>
    private static (Func<IServiceProvider, TService> Create, ServiceLifetime Lifetime) Take<TService>(IServiceCollection services, out Type? type)
        where TService : class
    {
        var provided = services.LastOrDefault(d => d.ServiceType == typeof(TService)) ?? throw ConfigurationErrors.NoProvider();
        services.Remove(provided);
        type = provided.ImplementationType;
        if (provided.ImplementationFactory is { } factory)
        {
            return (p => (TService)factory(p), provided.Lifetime);
        }

        // Registered by type: under its own name the container builds it as fast as before. It is asked for once, by what stands in front of
        // it, so that the scope need not remember it.
        var implementation = type!;
        services.Add(new ServiceDescriptor(implementation, implementation, provided.Lifetime is ServiceLifetime.Scoped ? ServiceLifetime.Transient : provided.Lifetime));
        return (p => (TService)p.GetRequiredService(implementation), provided.Lifetime);
    }
}
