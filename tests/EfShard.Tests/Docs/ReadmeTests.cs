using System.Text.RegularExpressions;
using EfShard.Tests.Docs.Readme;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Docs;

/// <summary>The README's code is compiled (ReadmeSnippets.cs), is what it shows, and does what it says.</summary>
public partial class ReadmeTests
{
    [Fact]
    public void Every_snippet_stands_in_the_compiled_source()
    {
        var root = Root();
        var source = Squeeze(File.ReadAllText(Path.Combine(root, "tests/EfShard.Tests/Docs/ReadmeSnippets.cs")));
        var snippets = Snippet().Matches(File.ReadAllText(Path.Combine(root, "README.md"))).Select(m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(Squeeze(snippet), source));
    }

    [Fact]
    public void Every_file_that_the_README_links_to_is_there()
    {
        var root = Root();
        var links = Link().Matches(File.ReadAllText(Path.Combine(root, "README.md"))).Select(m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(root, link)), $"README.md links to {link}, which is not there."));
    }

    [Fact]
    public async Task The_snippets_run()
    {
        var folder = Directory.CreateTempSubdirectory("efshard-readme").FullName;
        var options = new DbContextOptionsBuilder<BlogContext>()
            .UseSqlite()
            .UseSharding(sharding =>
            {
                for (var i = 0; i < 4; i++)
                {
                    sharding.AddShard("s" + i, $"Data Source={Path.Combine(folder, $"s{i}.db")};Pooling=False");
                }
            })
            .Options;
        await using (var context = new BlogContext(options))
        {
            Assert.Equal(2, await Snippets.UseAsync(context, [42, 43]));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "EfShard.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    private static string Squeeze(string text) => Whitespace().Replace(text, " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"\]\(([a-zA-Z][^):]*)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
