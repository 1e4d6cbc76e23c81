using System.Text.RegularExpressions;
using EfShard.Testing;
using EfShard.Tests.Docs.Shop;
using EfShard.Tests.Schema.Migrations;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Docs;

/// <summary>The C# of every page in docs/ is compiled (DocsSnippets.cs, DocsModel.cs) and run; links lead somewhere.</summary>
public sealed partial class DocsTests
{
    public static TheoryData<string> Pages() => [.. Directory.GetFiles(Path.Combine(Root(), "docs"), "*.md").Select(page => Path.GetFileName(page)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_snippet_stands_in_the_compiled_source(string page)
    {
        var source = string.Join(
            "\n",
            Directory.GetFiles(Path.Combine(Root(), "tests/EfShard.Tests/Docs"), "Docs*.cs").Select(file => Squeeze(File.ReadAllText(file))));

        Assert.All(
            Snippet().Matches(File.ReadAllText(Path.Combine(Root(), "docs", page))),
            snippet => Assert.Contains(Squeeze(snippet.Groups[1].Value), source, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_to_a_file_leads_somewhere(string page)
        => Assert.All(
            Link().Matches(File.ReadAllText(Path.Combine(Root(), "docs", page))),
            link => Assert.True(File.Exists(Path.Combine(Root(), "docs", link.Groups[1].Value)), $"docs/{page} links to {link.Groups[1].Value}, which is not there."));

    [Fact]
    public async Task Queries_run()
    {
        using var shards = new MemoryShards(2);
        Assert.Equal(2, await DocsSnippets.UseAsync(shards.Options<ShopContext>()));

        await using var context = new ShopContext(shards.Options<ShopContext>());
        context.AddRange(Enumerable.Range(1, 5).Select(id => new Order { Id = 100 + id, CustomerId = 42, Total = 200 }));
        await context.SaveChangesAsync();
        var onS1 = context.Sharding().ShardOf<Order>(42L).Name == "s1" ? 5 : 0;
        var ofAda = context.Sharding().ShardOf<Order>(1L).Name == "s1" ? 1 : 0;
        Assert.Equal(5 + 6 + 5 + 5 + onS1 + ofAda + 5, await DocsSnippets.QueryAsync(context, [1, 42]));

        Assert.Equal((onS1, 5, 30), await DocsSnippets.RawAsync(context));

        var order = new Order { Id = 200, CustomerId = 42, Total = 1 };
        context.Add(order);
        await DocsSnippets.RetryAsync(context, order);
        Assert.True(await context.Orders.AnyAsync(o => o.Id == 200));
    }

    [Fact]
    public async Task Ids_run()
    {
        using var shards = new MemoryShards(4);
        await using var context = shards.Create<Library.LibraryContext>(options => new Library.LibraryContext(options));
        var author = new Library.LibraryContext.Author();
        context.Add(author);
        var book = new Library.LibraryContext.Book { AuthorId = author.Id };
        context.Add(book);
        await context.SaveChangesAsync();
        Assert.Equal(context.Sharding().ShardOf(author), context.Sharding().ShardOf(book));
    }

    [Fact]
    public async Task Signing_up_runs()
    {
        using var shards = new MemoryShards(1);
        await using var context = shards.Create<Library.ShopUserContext>(options => new Library.ShopUserContext(options));
        var first = await Library.ShopUserContext.SignUpAsync(context, "a@example.org");
        Assert.Same(first, await Library.ShopUserContext.SignUpAsync(context, "a@example.org"));
    }

    [Fact]
    public async Task Groups_by_time_run()
    {
        using var shards = new MemoryShards(4);
        var names = new DbContextOptionsBuilder<LogContext>().UseSqlite().UseSharding(sharding =>
        {
            foreach (var name in (string[])["q1", "q2", "q3", "q4"])
            {
                sharding.AddShard(name, $"Data Source=docs-{name}-{Guid.NewGuid():N};Mode=Memory");
            }

            DocsSnippets.Place(sharding);
        });
        await using (var placed = new LogContext(names.Options))
        {
            Assert.Equal("q4", placed.Sharding().ShardOf<Event>(new DateTime(2024, 8, 1)).Name);
        }

        await using var context = shards.Create<LogContext>(
            options => new LogContext(options),
            sharding => sharding.Group("logs", group => group.ByMonth(month => month.From(new DateOnly(2020, 1, 1)).Cycle("s0", "s1", "s2", "s3"))));
        context.Add(new Event { Id = Guid.NewGuid(), At = DateTime.UtcNow });
        await context.SaveChangesAsync();
        Assert.Equal(1, await DocsSnippets.RecentAsync(context));
    }

    [Fact]
    public async Task Migrating_adopting_and_testing_run()
    {
        using var shards = new MemoryShards(3);
        await using (var migrated = new MigratedContext(shards.Options<MigratedContext>()))
        {
            Assert.True(await DocsSnippets.MigrateAsync(migrated));
        }

        using var one = new MemoryShards(1);
        using var four = new MemoryShards(4);
        await using var old = one.Create<ShopContext>(options => new ShopContext(options));
        await using var target = four.Create<ShopContext>(options => new ShopContext(options), sharding => sharding.CrossShardCommit(CrossShardCommit.BestEffort));
        for (var id = 1; id <= 5; id++)
        {
            old.AddRange(new Customer { Id = id }, new Order { Id = id, CustomerId = id });
        }

        await old.SaveChangesAsync();
        await DocsSnippets.MoveAsync(old, target);
        Assert.Equal((5, 5), ((await target.Customers.ToListAsync()).Count, (await target.Orders.ToListAsync()).Count));
        await DocsSnippets.TestAsync();
    }

    internal static string Root()
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

    [GeneratedRegex(@"\]\(([a-z0-9/.-]+\.md)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
