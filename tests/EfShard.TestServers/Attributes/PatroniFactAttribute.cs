using EfShard.TestServers.Patroni;
using Xunit;
using Xunit.Sdk;

namespace EfShard.TestServers;

/// <summary>
///     A <see cref="FactAttribute" /> that starts a <see cref="PatroniCluster" />. Optional: it runs only where EFSHARD_PATRONI=1 asks for it (<c>./test.sh --patroni</c>)
///     and Patroni and etcd are installed; elsewhere it is skipped with the reason. Category Patroni.
/// </summary>
[TraitDiscoverer(PatroniTraitDiscoverer.TypeName, PostgresTraitDiscoverer.AssemblyName)]
[AttributeUsage(AttributeTargets.Method)]
public sealed class PatroniFactAttribute : FactAttribute, ITraitAttribute
{
    /// <summary>Decides whether the test is skipped.</summary>
    public PatroniFactAttribute()
        => Skip = Environment.GetEnvironmentVariable("EFSHARD_PATRONI") != "1"
            ? "Patroni: optional, and not asked for. ./test.sh --patroni runs these tests, too."
            : new ClusterFactAttribute().Skip
                ?? (PatroniPrograms.Missing is { } missing ? $"Patroni: no '{missing}' on this machine. Install the packages patroni and etcd-server." : null);
}
