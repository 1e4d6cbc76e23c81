using EfShard.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Tests;

/// <summary>Every rule over every file of the repository, whole and cut off anywhere: no rule may throw (AD0001, which every run looks for).</summary>
public class BrokenCodeTests
{
    private const int Cuts = 4;
    private const int Seed = 20251122;

    [Fact]
    public async Task No_rule_throws_on_the_repository()
    {
        var sources = Repository.Sources.Select(File.ReadAllText).ToArray();

        Assert.True(sources.Length > 300);
        await Analysis.RunAsync(Compilations.Of(sources));
    }

    [Fact]
    public async Task No_rule_throws_on_files_that_are_cut_off()
    {
        var random = new Random(Seed);
        for (var cut = 0; cut < Cuts; cut++)
        {
            string[] sources = [.. Repository.Sources.Where(_ => random.Next(3) == 0).Select(File.ReadAllText).Select(source => source[..random.Next(source.Length)])];
            await Analysis.RunAsync(Compilations.Of(sources));
        }
    }

    [Fact]
    public async Task No_rule_throws_on_queries_that_end_anywhere_or_lack_a_character()
    {
        var random = new Random(Seed);
        var code = Blog.Methods(
            "context.Posts.Join(context.Users, p => p.EditorId, u => u.Id, (p, u) => new { p, u }).ToList();",
            "(from p in context.Posts join c in context.Comments on p.AuthorId equals c.WriterId select new { p.Title, c.Text }).ToList();",
            "context.Posts.Include(p => p.Editor).ThenInclude(u => u.Country).ToList();",
            "foreach (var p in context.Posts.OrderBy(p => p.Id).Skip(5000).ToList()) { p.AuthorId = 3; context.SaveChanges(); }",
            "context.Posts.GroupBy(p => p.AuthorId, (k, ps) => new { k, N = ps.Count() }).ToList();");
        for (var cut = 0; cut < 20; cut++)
        {
            var end = random.Next(code.Length / 3, code.Length);
            await Analysis.RunAsync(Compilations.Of(Blog.Model[..random.Next(Blog.Model.Length / 2, Blog.Model.Length)], code[..end]));
            await Analysis.RunAsync(Compilations.Of(Blog.Model, code.Remove(end - 1, 1)));
        }
    }

    [Fact]
    public async Task A_model_without_sharding_is_left_alone()
    {
        var plain = Blog.Model
            .Replace("user.HasShardKey(u => u.Id);", "", StringComparison.Ordinal)
            .Replace("post.HasShardKey(p => p.AuthorId);", "", StringComparison.Ordinal)
            .Replace("follow.HasShardKey(f => f.FollowerId);", "", StringComparison.Ordinal)
            .Replace(".HasShardKey(o => new { o.CustomerId, o.Region }).InGroup(\"sales\")", "", StringComparison.Ordinal)
            .Replace(".HasShardKey(i => new { i.CustomerId, i.Region }).InGroup(\"sales\")", "", StringComparison.Ordinal)
            .Replace(".IsColocated()", "", StringComparison.Ordinal)
            .Replace(".IsCrossShard()", "", StringComparison.Ordinal)
            .Replace(".ToReferenceTable()", "", StringComparison.Ordinal)
            .Replace(".ToUnshardedTable()", "", StringComparison.Ordinal);
        var compilation = Compilations.MustCompile(Compilations.Of(plain, Blog.Methods(
            "context.Posts.Join(context.Users, p => p.EditorId, u => u.Id, (p, u) => new { p, u }).ToList();",
            "context.Posts.Include(p => p.Editor).OrderBy(p => p.Id).Skip(5000).ToList();",
            "context.Posts.ExecuteDelete(); context.Posts.FromSqlRaw(\"x\").ToList(); context.Database.ExecuteSqlRaw(\"x\");",
            "foreach (var p in context.Posts.ToList()) { p.AuthorId = 3; context.SaveChanges(); }")));

        Assert.Empty(await Analysis.RunAsync(compilation));
    }
}
