using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Rules;

/// <summary>EFS0003.</summary>
public class AllShardsWriteTests
{
    [Fact]
    public Task Bulk_writes_that_nothing_limits_to_a_shard_are_reported() => Analysis.VerifyAsync("EFS0003", Blog.Model, Blog.Methods(
        "context.Posts.[|ExecuteDelete|]();",
        "await context.Posts.Where(p => p.IsHidden).[|ExecuteDeleteAsync|](token);",
        "context.Posts.Where(p => p.Id == id).[|ExecuteUpdate|](s => s.SetProperty(p => p.Title, \"x\"));",
        "await context.Posts.[|ExecuteUpdateAsync|](s => s.SetProperty(p => p.IsHidden, true), token);",
        "(from p in context.Posts where p.IsHidden select p).[|ExecuteDelete|]();",
        "var hidden = context.Posts.Where(p => p.IsHidden); hidden.[|ExecuteDelete|]();",
        "void Local() => context.Posts.[|ExecuteDelete|](); Local();"));

    [Fact]
    public Task Bulk_writes_with_the_shard_key_or_that_mean_all_are_not() => Analysis.VerifyAsync("EFS0003", Blog.Model, Blog.Methods(
        "context.Posts.Where(p => p.AuthorId == id).ExecuteDelete();",
        "await context.Posts.Where(p => ids.Contains(p.AuthorId)).ExecuteUpdateAsync(s => s.SetProperty(p => p.IsHidden, true), token);",
        "context.Posts.AllShards().ExecuteDelete();",
        "context.Posts.Where(p => p.IsHidden).AllShards().ExecuteDelete();",
        "context.Posts.OnShard(\"s1\").ExecuteDelete();",
        "context.Posts.WithShardKey(id).ExecuteDelete();",
        "using (context.Sharding().UseShard(\"s1\")) { context.Posts.ExecuteDelete(); }",
        "given.ExecuteDelete();",
        "context.Countries.ExecuteDelete();",
        "context.Settings.ExecuteDelete();",
        "context.Strangers.ExecuteDelete();"));
}
