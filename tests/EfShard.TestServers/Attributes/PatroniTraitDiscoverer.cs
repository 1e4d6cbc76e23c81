using Xunit.Abstractions;
using Xunit.Sdk;

namespace EfShard.TestServers;

/// <summary>Gives the tests their category, for <c>dotnet test --filter Category=Patroni</c>.</summary>
public sealed class PatroniTraitDiscoverer : ITraitDiscoverer
{
    internal const string TypeName = PostgresTraitDiscoverer.AssemblyName + "." + nameof(PatroniTraitDiscoverer);

    /// <inheritdoc />
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) => [new("Category", "Patroni")];
}
