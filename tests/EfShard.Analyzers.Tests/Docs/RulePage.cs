using System.Text.RegularExpressions;
using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Docs;

/// <summary>A page of docs/rules, and its examples as sources.</summary>
internal sealed partial record RulePage(string Id, IReadOnlyList<string> Bad, IReadOnlyList<string> Good)
{
    /// <summary>The model of the examples, which the folder's README shows.</summary>
    public static string Model { get; } = Compilations.Usings + "namespace Docs;\n" + Fences(Repository.Read("docs/rules/README.md")).Single(f => f.Contains("class BlogContext", StringComparison.Ordinal));

    public static RulePage Read(string id)
    {
        var text = Repository.Read($"docs/rules/{id}.md");
        return new RulePage(id, Fences(Section(text, "Bad")), Fences(Section(text, "Good")));
    }

    /// <summary>An example as a file: statements in a method, or the configuration of a model.</summary>
    public static string AsSource(string example) => Compilations.Usings + (example.Contains("modelBuilder.", StringComparison.Ordinal)
        ? $$"""
            namespace Docs;

            public class ExampleContext(DbContextOptions options) : DbContext(options)
            {
                protected override void OnModelCreating(ModelBuilder modelBuilder)
                {
            {{example}}
                }
            }
            """
        : $$"""
            namespace Docs;

            public static class Example
            {
                public static async Task RunAsync(BlogContext context, long id, long author, long other, string title, DateTime day, DateTime last)
                {
                    await Task.Yield();
            {{example}}
                }
            }
            """);

    public static string Section(string text, string title)
        => Regex.Match(text, $@"^## {title}\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;

    private static List<string> Fences(string text) => [.. Fence().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
