using Xunit;
using Xunit.Sdk;

namespace EfShard.TestServers;

/// <summary>A <see cref="FactAttribute" /> that needs the PostgreSQL servers: skipped, with the reason, where there are none. Category Postgres.</summary>
[TraitDiscoverer(PostgresTraitDiscoverer.TypeName, PostgresTraitDiscoverer.AssemblyName)]
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute, ITraitAttribute
{
    /// <summary>Decides whether the test is skipped.</summary>
    public PostgresFactAttribute() => Skip = PostgresShards.SkipReason;
}
