using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Rules;

/// <summary>EFS0007.</summary>
public class LargeSkipTests
{
    [Fact]
    public Task Large_constant_skips_over_all_shards_are_reported() => Analysis.VerifyAsync("EFS0007", Blog.Model, Blog.Methods(
        "context.Posts.OrderBy(p => p.CreatedAt).Skip([|1000|]).Take(20).ToList();",
        "context.Posts.AllShards().OrderBy(p => p.CreatedAt).Skip([|5_000|]).Take(20).ToList();",
        "const int Page = 100; context.Posts.OrderBy(p => p.Id).Skip([|Page * 50|]).Take(Page).ToList();",
        "(from p in context.Posts orderby p.CreatedAt select p.Title).Skip([|2000|]).ToList();",
        "var page = context.Posts.OrderBy(p => p.Id).Skip([|2000|]); page.Take(3).ToList();"));

    [Fact]
    public Task Small_or_variable_ones_and_those_of_one_shard_are_not() => Analysis.VerifyAsync("EFS0007", Blog.Model, Blog.Methods(
        "context.Posts.OrderBy(p => p.CreatedAt).Skip(999).Take(20).ToList();",
        "context.Posts.OrderBy(p => p.CreatedAt).Skip((int)id).Take(20).ToList();",
        "context.Posts.Where(p => p.AuthorId == id).OrderBy(p => p.CreatedAt).Skip(5000).ToList();",
        "context.Posts.OnShard(\"s1\").OrderBy(p => p.CreatedAt).Skip(5000).ToList();",
        "context.Settings.OrderBy(s => s.Name).Skip(5000).ToList();",
        "context.Strangers.OrderBy(s => s.Id).Skip(5000).ToList();",
        "given.OrderBy(p => p.Id).Skip(5000).ToList();",
        "context.Posts.Where(p => p.CreatedAt < DateTime.Now).OrderByDescending(p => p.CreatedAt).Take(20).ToList();"));

    [Fact]
    public async Task What_is_large_is_configured()
    {
        var compilation = Compilations.Of(Blog.Model, Blog.Methods("context.Posts.OrderBy(p => p.Id).Skip(100).ToList();", "context.Posts.OrderBy(p => p.Id).Skip(99).ToList();"));

        Assert.Single(await Analysis.RunAsync(compilation, new Dictionary<string, string> { ["efshard_large_skip"] = "100" }), d => d.Id == "EFS0007");
    }
}
