using Xunit.Abstractions;
using Xunit.Sdk;

namespace BlogApp.Tests.Browser;

/// <summary>Gives the tests their category, for <c>dotnet test --filter Category=Browser</c>.</summary>
public sealed class BrowserTraitDiscoverer : ITraitDiscoverer
{
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) => [new("Category", "Browser")];
}
