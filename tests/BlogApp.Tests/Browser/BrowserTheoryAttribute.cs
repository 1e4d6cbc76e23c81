using Xunit.Sdk;

namespace BlogApp.Tests.Browser;

/// <summary>A <see cref="TheoryAttribute"/> that needs a browser: skipped, with the reason, where there is none. Category Browser.</summary>
[TraitDiscoverer("BlogApp.Tests.Browser.BrowserTraitDiscoverer", "BlogApp.Tests")]
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.SkipReason;
}
