using EfShard.TestServers.Clusters;
using Xunit;
using Xunit.Sdk;

namespace EfShard.TestServers;

/// <summary>
///     A <see cref="FactAttribute" /> that starts a <see cref="PostgresCluster" /> of its own to kill, freeze or promote servers: that
///     takes local binaries, wherever the shared servers come from. Category Postgres.
/// </summary>
[TraitDiscoverer(PostgresTraitDiscoverer.TypeName, PostgresTraitDiscoverer.AssemblyName)]
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClusterFactAttribute : FactAttribute, ITraitAttribute
{
    /// <summary>Decides whether the test is skipped.</summary>
    public ClusterFactAttribute()
        => Skip = PostgresShards.SkipReason
            ?? (PostgresBinaries.Folder is null ? "Cluster: no PostgreSQL server binaries on this machine. Install the package postgresql." : null);
}
