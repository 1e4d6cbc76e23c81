using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Rules;

/// <summary>EFS0010.</summary>
public class SaveInLoopTests
{
    [Fact]
    public Task Saves_of_row_after_row_are_reported() => Analysis.VerifyAsync("EFS0010", Blog.Model, Blog.Methods(
        "foreach (var p in context.Posts.ToList()) { p.Title = \"x\"; context.[|SaveChanges|](); }",
        "foreach (var p in await context.Posts.Where(p => p.IsHidden).ToListAsync(token)) { p.Title = \"x\"; await context.[|SaveChangesAsync|](token); }",
        "var posts = context.Posts.Where(p => p.IsHidden).ToList(); foreach (var p in posts) { if (p.Id > 3) { context.[|SaveChanges|](); } }",
        "IEnumerable<Post> posts = new List<Post>(); foreach (var p in posts) { context.Add(p); context.[|SaveChanges|](); }",
        "foreach (var i in ids) { context.Add(new Post { AuthorId = i }); context.[|SaveChanges|](); }",
        "foreach (var c in user.Posts.SelectMany(p => p.Comments).Select(c => c.Writer)) { c.Name = \"x\"; context.[|SaveChanges|](); }"));

    [Fact]
    public Task Saves_of_one_shard_or_after_the_loop_are_not() => Analysis.VerifyAsync("EFS0010", Blog.Model, Blog.Methods(
        "foreach (var p in context.Posts.ToList()) { p.Title = \"x\"; } context.SaveChanges();",
        "foreach (var p in context.Posts.Where(p => p.AuthorId == id).ToList()) { p.Title = \"x\"; context.SaveChanges(); }",
        "foreach (var p in user.Posts) { p.Title = \"x\"; context.SaveChanges(); }",
        "foreach (var rows in context.Posts.ToList().GroupBy(p => context.Sharding().ShardOf(p))) { foreach (var p in rows) { p.Title = \"x\"; } context.SaveChanges(); }",
        "foreach (var s in context.Settings.ToList()) { s.Value = \"x\"; context.SaveChanges(); }",
        "foreach (var s in context.Strangers.ToList()) { s.PostId = 1; context.SaveChanges(); }",
        "foreach (var i in ids) { context.Add(new Post { AuthorId = id }); context.SaveChanges(); }",
        "foreach (var p in context.Posts.ToList()) { Action save = () => context.SaveChanges(); }",
        "while (id > 0) { context.SaveChanges(); }"));
}
