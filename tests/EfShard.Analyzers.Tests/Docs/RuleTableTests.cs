using System.Text;
using System.Text.RegularExpressions;
using EfShard.Analyzers.Rules;
using EfShard.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace EfShard.Analyzers.Tests.Docs;

/// <summary>The tables of rules, in the README, the pages' README and the release notes, are those of the code.</summary>
public partial class RuleTableTests
{
    [Theory]
    [InlineData("README.md", "docs/rules/")]
    [InlineData("docs/rules/README.md", "")]
    public void The_table_is_that_of_the_rules(string file, string pages)
    {
        var text = Repository.Read(file);
        var fresh = Table().Replace(text, match => match.Groups[1].Value + Render(pages) + match.Groups[2].Value);

        Assert.Matches(Table(), text);
        if (fresh != text)
        {
            var copy = Path.Combine(Path.GetTempPath(), "efshard-rules-" + file.Replace('/', '-'));
            File.WriteAllText(copy, fresh);
            Assert.Fail($"{file} and the rules differ. A fresh one is in {copy}: copy it once the change is meant.");
        }
    }

    [Fact]
    public void The_release_notes_list_every_rule()
    {
        var notes = Repository.Read("src/EfShard.Analyzers/AnalyzerReleases.Unshipped.md") + Repository.Read("src/EfShard.Analyzers/AnalyzerReleases.Shipped.md");

        Assert.All(AllRules.Descriptors, d => Assert.Contains($"{d.Id} | {d.Category} | {d.DefaultSeverity} | ", notes, StringComparison.Ordinal));
    }

    [Fact]
    public void Ids_are_numbered_and_messages_end_as_sentences()
    {
        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"EFS{i:0000}"), AllRules.Descriptors.Select(d => d.Id));
        Assert.All(AllRules.Descriptors, d => Assert.DoesNotContain(d.Title.ToString(), ".", StringComparison.Ordinal));
    }

    private static string Render(string pages)
    {
        var fixable = typeof(CodeFixes.AllShardsCodeFix).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)))
            .SelectMany(type => ((CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds)
            .ToHashSet();
        var table = new StringBuilder("| rule | what | severity | fix |\n| --- | --- | --- | --- |\n");
        foreach (var d in AllRules.Descriptors)
        {
            table.Append($"| [{d.Id}]({pages}{d.Id}.md) | {d.Title} | {(d.DefaultSeverity is DiagnosticSeverity.Info ? "information" : "warning")} | {(fixable.Contains(d.Id) ? "yes" : "")} |\n");
        }

        return table.ToString();
    }

    [GeneratedRegex("(<!-- rules -->\n).*?(<!-- /rules -->)", RegexOptions.Singleline)]
    private static partial Regex Table();
}
