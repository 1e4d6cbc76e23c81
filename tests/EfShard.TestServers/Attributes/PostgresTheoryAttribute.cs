using Xunit;
using Xunit.Sdk;

namespace EfShard.TestServers;

/// <summary>A <see cref="TheoryAttribute" /> that needs the PostgreSQL servers: skipped, with the reason, where there are none. Category Postgres.</summary>
[TraitDiscoverer(PostgresTraitDiscoverer.TypeName, PostgresTraitDiscoverer.AssemblyName)]
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    /// <summary>Decides whether the test is skipped.</summary>
    public PostgresTheoryAttribute() => Skip = PostgresShards.SkipReason;
}
