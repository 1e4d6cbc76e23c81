using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Differential.Tests.Aggregates;

/// <summary>Teaches EF Core an aggregate that no provider knows, as a plugin does.</summary>
internal sealed class SpreadTranslation : IDbContextOptionsExtension
{
    public DbContextOptionsExtensionInfo Info => new Facts(this);

    /// <summary>The greatest value less the least.</summary>
    public static double Spread(IEnumerable<double> values) => throw new NotSupportedException($"{values} are for the database.");

    public void ApplyServices(IServiceCollection services) => services.AddScoped<IAggregateMethodCallTranslatorPlugin, Plugin>();

    public void Validate(IDbContextOptions options)
    {
    }

    private sealed class Plugin(ISqlExpressionFactory sql) : IAggregateMethodCallTranslatorPlugin, IAggregateMethodCallTranslator
    {
        public IEnumerable<IAggregateMethodCallTranslator> Translators => [this];

        public SqlExpression? Translate(
            MethodInfo method, EnumerableExpression source, IReadOnlyList<SqlExpression> arguments, IDiagnosticsLogger<DbLoggerCategory.Query> logger)
            => method.Name == nameof(Spread) && source.Selector is SqlExpression value
                ? sql.Function("spread", [sql.ApplyDefaultTypeMapping(value)], nullable: true, [false], typeof(double))
                : null;
    }

    private sealed class Facts(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is Facts;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo)
        {
        }
    }
}
