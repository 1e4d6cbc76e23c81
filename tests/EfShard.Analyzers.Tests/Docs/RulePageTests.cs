using EfShard.Analyzers.Rules;
using EfShard.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Tests.Docs;

/// <summary>Each rule has a page, and the page's examples are what the rule says of them.</summary>
public class RulePageTests
{
    public static TheoryData<string> Rules => [.. AllRules.Descriptors.Select(d => d.Id)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_page_says_why_and_how(string id)
    {
        var descriptor = AllRules.Descriptors.Single(d => d.Id == id);
        var text = Repository.Read(descriptor.HelpLinkUri);

        Assert.StartsWith($"# {id}: {descriptor.Title}\n", text, StringComparison.Ordinal);
        Assert.All(["Why", "Bad", "Good", "Configuration"], title => Assert.NotEmpty(RulePage.Section(text, title).Trim()));
        Assert.Contains($"dotnet_diagnostic.{id}.severity", text, StringComparison.Ordinal);
        Assert.Contains($"| {descriptor.Category} | {(descriptor.DefaultSeverity == DiagnosticSeverity.Info ? "information" : "warning")} |", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Every_bad_example_is_reported_and_no_good_one(string id)
    {
        var page = RulePage.Read(id);

        Assert.NotEmpty(page.Bad);
        Assert.NotEmpty(page.Good);
        foreach (var example in page.Bad)
        {
            Assert.Contains(await FindAsync(example), d => d.Id == id);
        }

        foreach (var example in page.Good)
        {
            Assert.DoesNotContain(await FindAsync(example), d => d.Id == id);
        }
    }

    private static async Task<IEnumerable<Diagnostic>> FindAsync(string example)
        => await Analysis.RunAsync(Compilations.MustCompile(Compilations.Of(RulePage.Model, RulePage.AsSource(example))));
}
