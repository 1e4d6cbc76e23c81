using Xunit.Abstractions;
using Xunit.Sdk;

namespace EfShard.TestServers;

/// <summary>Gives the tests their category, for <c>dotnet test --filter Category=Postgres</c>.</summary>
public sealed class PostgresTraitDiscoverer : ITraitDiscoverer
{
    internal const string AssemblyName = "EfShard.TestServers";
    internal const string TypeName = AssemblyName + "." + nameof(PostgresTraitDiscoverer);

    /// <inheritdoc />
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) => [new("Category", "Postgres")];
}
