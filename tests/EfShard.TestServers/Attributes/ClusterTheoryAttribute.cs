using Xunit;
using Xunit.Sdk;

namespace EfShard.TestServers;

/// <summary>A <see cref="TheoryAttribute" /> for what <see cref="ClusterFactAttribute" /> is for. Category Postgres.</summary>
[TraitDiscoverer(PostgresTraitDiscoverer.TypeName, PostgresTraitDiscoverer.AssemblyName)]
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClusterTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    /// <summary>Decides whether the test is skipped.</summary>
    public ClusterTheoryAttribute() => Skip = new ClusterFactAttribute().Skip;
}
