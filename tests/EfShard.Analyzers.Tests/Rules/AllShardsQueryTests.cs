using EfShard.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Tests.Rules;

/// <summary>EFS0002.</summary>
public class AllShardsQueryTests
{
    [Fact]
    public Task Queries_that_nothing_limits_to_a_shard_are_reported() => Analysis.VerifyAsync("EFS0002", Blog.Model, Blog.Methods(
        "[|context.Posts|].ToList();",
        "await [|context.Posts|].ToListAsync(token);",
        "[|context.Posts|].Where(p => p.Id == id).ToList();",
        "[|context.Posts|].First(p => p.Id == id);",
        "await [|context.Posts|].FirstOrDefaultAsync(p => p.Id == id, token);",
        "await [|context.Posts|].FirstAsync(token);",
        "[|context.Posts|].Count();",
        "[|context.Posts|].Any(p => p.IsHidden);",
        "[|context.Posts|].All(p => p.AuthorId == id);",
        "[|context.Posts|].Where(p => p.AuthorId == id || p.Id == id).ToList();",
        "[|context.Posts|].Where(p => p.AuthorId != id).ToList();",
        "[|context.Posts|].Where(p => !(p.AuthorId == id)).ToList();",
        "[|context.Posts|].Where(p => p.AuthorId == p.Id).ToList();",
        "[|context.Posts|].Where(p => ids.Contains(p.Id)).ToList();",
        "(from p in [|context.Posts|] where p.IsHidden orderby p.CreatedAt select p.Title).ToList();",
        "(from p in [|context.Posts|] join u in context.Users on p.AuthorId equals u.Id select u.Name).ToList();",
        "foreach (var p in [|context.Posts|].OrderBy(p => p.CreatedAt).Take(5)) { }",
        "await foreach (var p in [|context.Posts|].AsAsyncEnumerable()) { }",
        "var hidden = [|context.Posts|].Where(p => p.IsHidden); hidden.ToList();",
        "[|context.Set<Post>()|].Where(p => p.IsHidden).ToList();",
        "[|context.Posts|].AsQueryable().ToList();",
        "[|context.Posts|].Find(id);",
        "await [|context.Posts|].FindAsync(id);",
        "await [|context.FindAsync<Post>(id)|];",
        "[|context.Orders|].Where(o => o.CustomerId == id).ToList();",
        "context.Posts.Where(p => p.AuthorId == id).Concat([|context.Posts|].Where(p => p.IsHidden)).ToList();",
        "[|context.Comments|].Where(c => c.PostId == id).ToList();",
        "Func<List<Post>> f = () => [|context.Posts|].ToList(); f();",
        "List<Post> Local() => [|context.Posts|].ToList(); Local();",
        "[|context.Posts|].Where(p => p.Author.Name == \"Ada\").ToList();"));

    [Fact]
    public Task Queries_with_their_shard_key_or_that_mean_all_are_not() => Analysis.VerifyAsync("EFS0002", Blog.Model, Blog.Methods(
        "context.Posts.Where(p => p.AuthorId == id).ToList();",
        "context.Posts.Where(p => p.IsHidden).Where(p => p.AuthorId == id).OrderBy(p => p.Id).Take(3).ToList();",
        "context.Posts.First(p => p.AuthorId == id && p.Id == 3);",
        "context.Posts.Where(p => p.AuthorId == 1 || p.AuthorId == id).ToList();",
        "context.Posts.Where(p => !(p.AuthorId != id || p.IsHidden)).ToList();",
        "context.Posts.Where(p => p.AuthorId.Equals(id)).ToList();",
        "context.Posts.Where(p => EF.Property<long>(p, \"AuthorId\") == id).ToList();",
        "context.Posts.Where(p => ids.Contains(p.AuthorId)).ToList();",
        "context.Posts.Where(p => maybe.Contains(p.AuthorId)).ToList();",
        "context.Posts.Where(p => p.AuthorId > id).ToList();",
        "context.Posts.Where(p => p.Author == user).ToList();",
        "context.Posts.Where(p => p.Author.Id == user.Id).ToList();",
        "context.Posts.WithShardKey(id).ToList();",
        "context.Orders.WithShardKey(id, \"eu\").ToList();",
        "context.Orders.Where(o => o.CustomerId == id && o.Region == \"eu\").ToList();",
        "context.Posts.OnShard(\"s1\").ToList();",
        "context.Posts.AllShards().ToList();",
        "using (context.Sharding().UseShard(\"s1\")) { context.Posts.ToList(); }",
        "context.Users.Find(id);",
        "context.Follows.Find(id, id);",
        "context.Users.Where(u => u.Id == id).SelectMany(u => u.Posts).ToList();",
        "context.Users.Where(u => u.Id == id).Select(u => u.Posts.Count).First();",
        "context.Comments.Where(c => c.Post.AuthorId == id).ToList();",
        "(from u in context.Users join p in context.Posts on u.Id equals p.AuthorId where p.AuthorId == id select u).ToList();",
        "given.ToList();",
        "given.Where(p => p.IsHidden).ToList();",
        "var query = context.Posts.AsQueryable(); if (id > 0) { query = query.Where(p => p.AuthorId == id); } query.ToList();",
        "context.Entry(user).Collection(u => u.Posts).Query().ToList();",
        "context.Countries.ToList();",
        "context.Settings.First(s => s.Name == \"x\");",
        "context.Strangers.ToList();",
        "var query = context.Posts.Where(p => p.IsHidden); await Task.FromResult(query);",
        "context.Posts.Add(new Post());",
        "context.Posts.Where(Program.Filter).ToList(); } static class Program { public static Expression<Func<Post, bool>> Filter { get; set; } = null!;"));

    [Fact]
    public Task Helpers_of_the_same_file_are_read_through() => Analysis.VerifyAsync("EFS0002", Blog.Model, Blog.Method(
        "context.Posts.By(id).ToList(); [|context.Posts.Shown()|].ToList(); By2(context, id).ToList(); context.Posts.Deep(id).ToList();",
        """
        private static IQueryable<Post> By(this IQueryable<Post> posts, long author) => posts.Where(p => p.AuthorId == author);
        private static IQueryable<Post> Shown(this IQueryable<Post> posts) => posts.Where(p => !p.IsHidden);
        private static IQueryable<Post> By2(BlogContext context, long author) { return context.Posts.Where(p => p.AuthorId == author); }
        private static IQueryable<Post> Deep(this IQueryable<Post> posts, long author) => posts.By(author).Where(p => !p.IsHidden);
        """).Replace("[|context.Posts.Shown()|]", "[|context.Posts|].Shown()"));

    [Fact]
    public Task Helpers_of_other_files_may_limit_the_query() => Analysis.VerifyAsync(
        "EFS0002",
        Blog.Model,
        Blog.Method("context.Posts.Elsewhere().ToList(); context.Posts.Where(p => p.IsHidden).Elsewhere().OrderBy(p => p.Id).ToList();"),
        Compilations.Usings + "namespace Blog; public static class Other { public static IQueryable<Post> Elsewhere(this IQueryable<Post> posts) => posts.Where(p => p.AuthorId == 1); }");

    [Fact]
    public async Task It_is_information_and_names_the_key()
    {
        var found = Assert.Single(await Analysis.VerifyAsync("EFS0002", Blog.Model, Blog.Methods("[|context.Orders|].ToList();")));

        Assert.Equal(DiagnosticSeverity.Info, found.Severity);
        Assert.Contains("'Order' (CustomerId, Region)", found.GetMessage(), StringComparison.Ordinal);
    }
}
