using Xunit;
using Xunit.Sdk;

namespace EfShard.TestServers;

/// <summary>
///     A <see cref="TheoryAttribute" /> that needs the PostgreSQL servers and a <see cref="TransactionPooler" /> in front of them: skipped, with the reason, where there is none; in CI it fails there.
///     Category Postgres.
/// </summary>
[TraitDiscoverer(PostgresTraitDiscoverer.TypeName, PostgresTraitDiscoverer.AssemblyName)]
[AttributeUsage(AttributeTargets.Method)]
public sealed class PoolerTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    /// <summary>Decides whether the test is skipped.</summary>
    public PoolerTheoryAttribute() => Skip = TransactionPooler.SkipReason;
}
