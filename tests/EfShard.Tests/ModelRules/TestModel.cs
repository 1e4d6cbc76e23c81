using EfShard.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EfShard.Tests.ModelRules;

/// <summary>Builds models as a context would, with EfShard's conventions and validator and nothing else of it; no database is opened.</summary>
internal static class TestModel
{
    public static IModel Sqlite(Action<ModelBuilder> configure, bool designTime = false)
        => Build(options => options.UseSqlite("Data Source=:memory:"), configure, designTime);

    public static IModel Postgres(Action<ModelBuilder> configure, bool designTime = false)
        => Build(options => options.UseNpgsql("Host=nowhere"), configure, designTime);

    public static IReadOnlyList<string> SqliteErrors(Action<ModelBuilder> configure) => Errors(() => Sqlite(configure));

    public static IReadOnlyList<string> PostgresErrors(Action<ModelBuilder> configure) => Errors(() => Postgres(configure));

    public static string SqliteError(Action<ModelBuilder> configure) => Assert.Single(SqliteErrors(configure));

    public static string PostgresError(Action<ModelBuilder> configure) => Assert.Single(PostgresErrors(configure));

    public static ShardModel Sharding(Action<ModelBuilder> configure) => ShardModel.Of(Sqlite(configure));

    public static EntityPlacement PlacementOf<TEntity>(this IModel model)
        => ShardModel.Of(model).GetPlacement(model.FindEntityType(typeof(TEntity))!);

    public static TablePlacement PlacementOf(this IModel model, string table)
    {
        var relational = model.GetRelationalModel();
        return ShardModel.Of(model).GetPlacement(relational.Tables.Cast<ITableBase>().Concat(relational.Views).Single(t => t.Name == table));
    }

    public static IEnumerable<string> KeyColumnNames(this TablePlacement placement) => placement.KeyColumns.Select(column => column.Name);

    /// <summary>Links as text: <c>PostId->Posts.Id</c>.</summary>
    public static IEnumerable<string> LinkTexts(this TablePlacement placement)
        => placement.Links.Select(link => string.Join(",", link.Columns.Select(pair => $"{pair.Dependent}->{link.Principal.Name}.{pair.Principal}")));

    private static IReadOnlyList<string> Errors(Func<IModel> build)
    {
        try
        {
            build();
            return [];
        }
        catch (ShardingModelException exception)
        {
            return exception.Errors;
        }
    }

    private static IModel Build(Action<DbContextOptionsBuilder> provider, Action<ModelBuilder> configure, bool designTime)
    {
        var options = new DbContextOptionsBuilder();
        provider(options);
        options.ReplaceService<IModelCacheKeyFactory, KeyPerContext>();
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new ModelExtension());
        using var context = new ConfiguredContext(options.Options, configure);
        return designTime ? context.GetService<IDesignTimeModel>().Model : context.Model;
    }

    private sealed class ConfiguredContext(DbContextOptions options, Action<ModelBuilder> configure) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => configure(modelBuilder);
    }

    private sealed class KeyPerContext : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime) => (context.ContextId.InstanceId, designTime);
    }

    private sealed class ModelExtension : IDbContextOptionsExtension
    {
        public DbContextOptionsExtensionInfo Info => new ExtensionInfo(this);

        public void ApplyServices(IServiceCollection services)
        {
            var inner = services.Last(service => service.ServiceType == typeof(IModelValidator)).ImplementationType!;
            services.AddSingleton(inner);
            services.AddSingleton<IModelValidator>(provider => new ShardModelValidator((IModelValidator)provider.GetRequiredService(inner)));
            services.AddScoped<IConventionSetPlugin, ShardingConventionSetPlugin>();
        }

        public void Validate(IDbContextOptions options)
        {
        }

        private sealed class ExtensionInfo(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
        {
            public override bool IsDatabaseProvider => false;

            public override string LogFragment => "";

            public override int GetServiceProviderHashCode() => 0;

            public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

            public override void PopulateDebugInfo(IDictionary<string, string> debugInfo)
            {
            }
        }
    }
}
