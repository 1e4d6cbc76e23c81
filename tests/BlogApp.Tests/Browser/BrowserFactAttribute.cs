using Xunit.Sdk;

namespace BlogApp.Tests.Browser;

/// <summary>A <see cref="FactAttribute"/> that needs a browser: skipped, with the reason, where there is none. Category Browser.</summary>
[TraitDiscoverer("BlogApp.Tests.Browser.BrowserTraitDiscoverer", "BlogApp.Tests")]
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute, ITraitAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.SkipReason;
}
