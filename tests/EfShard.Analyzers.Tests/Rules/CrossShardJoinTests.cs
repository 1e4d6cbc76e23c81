using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Rules;

/// <summary>EFS0001.</summary>
public class CrossShardJoinTests
{
    [Fact]
    public Task Rows_of_different_shards_are_reported() => Analysis.VerifyAsync("EFS0001", Blog.Model, Blog.Methods(
        "context.Posts.[|Join|](context.Users, p => p.EditorId, u => u.Id, (p, u) => new { p, u }).ToList();",
        "await context.Posts.[|Join|](context.Orders, p => p.AuthorId, o => o.CustomerId, (p, o) => new { p, o }).ToListAsync();",
        "context.Posts.[|GroupJoin|](context.Follows, p => p.AuthorId, f => f.FollowedId, (p, fs) => new { p, Count = fs.Count() }).ToList();",
        "(from p in context.Posts [|join c in context.Comments on p.AuthorId equals c.WriterId|] select new { p.Title, c.Text }).ToList();",
        "(from p in context.Posts from u in [|context.Users|] where p.EditorId == u.Id select new { p, u }).ToList();",
        "(from p in context.Posts from u in [|context.Users|] select new { p, u }).ToList();",
        "context.Posts.SelectMany(p => [|context.Follows|].Where(f => f.FollowedId == p.AuthorId)).ToList();",
        "(from p in context.Posts let n = [|context.Follows|].Count(f => f.FollowedId == p.AuthorId) select new { p.Title, n }).ToList();",
        "context.Posts.Where(p => [|context.Follows|].Any(f => f.FollowedId == p.AuthorId)).ToList();",
        "context.Posts.Where(p => [|context.Follows|].Where(f => f.FollowerId == id).Select(f => f.FollowedId).Contains(p.AuthorId)).ToList();",
        "context.Posts.Select(p => new { p.Title, Value = [|context.Settings|].First(s => s.Name == p.Title).Value }).ToList();",
        "context.Posts.Include(p => [|p.Editor|]).ToList();",
        "context.Posts.Include([|\"Editor\"|]).ToList();",
        "context.Posts.Include(p => [|p.Editor|]).AsSplitQuery().ToList();",
        "context.Posts.Include(p => p.Comments).ThenInclude(c => [|c.Writer|]).ToList();",
        "context.Users.Include(u => u.Posts.Where(p => !p.IsHidden)).ThenInclude(p => [|p.Editor|]).First(u => u.Id == id);",
        "context.Posts.Select(p => new { p.Title, [|p.Editor|]!.Name }).ToList();",
        "context.Posts.Where(p => [|p.Editor|]!.Name == \"Ada\").ToList();",
        "context.Posts.OrderBy(p => [|p.Editor|]!.Name).ToList();",
        "context.Posts.Select(p => [|p.Editor|]).ToList();",
        "context.Users.Select(u => u.Posts.Select(p => p.Comments.Select(c => [|c.Writer|].Name)).ToList()).ToList();",
        "context.Posts.SelectMany(p => p.Comments, (p, c) => new { p.Title, [|c.Writer|].Name }).ToList();",
        "context.Orders.[|Join|](context.Items, o => o.CustomerId, i => i.CustomerId, (o, i) => new { o, i }).ToList();",
        "foreach (var pair in context.Posts.[|Join|](context.Users, p => p.EditorId, u => u.Id, (p, u) => new { p, u })) { }",
        "var posts = context.Posts.Where(p => p.AuthorId == id); var found = posts.[|Join|](context.Orders, p => p.AuthorId, o => o.CustomerId, (p, o) => p).ToList();",
        "var query = context.Posts.[|Join|](context.Users, p => p.EditorId, u => u.Id, (p, u) => new { p, u }); var found = query.Take(3).ToList();",
        "Func<Task<List<Post>>> f = async () => await context.Posts.Include(p => [|p.Editor|]).ToListAsync(); await f();",
        "List<Post> Local() => context.Posts.Include(p => [|p.Editor|]).ToList(); Local();",
        "given.[|Join|](context.Orders, p => p.AuthorId, o => o.CustomerId, (p, o) => p).ToList();",
        "context.Set<Post>().Include(p => [|p.Editor|]).ToList();",
        "context.Posts.GroupBy(p => p.AuthorId).Select(g => new { g.Key, Name = g.Max(p => [|p.Editor|]!.Name) }).ToList();"));

    [Fact]
    public Task Rows_that_live_together_are_not() => Analysis.VerifyAsync("EFS0001", Blog.Model, Blog.Methods(
        "context.Posts.Join(context.Users, p => p.AuthorId, u => u.Id, (p, u) => new { p, u }).ToList();",
        "(from p in context.Posts join u in context.Users on p.AuthorId equals u.Id select new { p, u }).ToList();",
        "(from p in context.Posts from u in context.Users where p.AuthorId == u.Id select new { p, u }).ToList();",
        "(from p in context.Posts from u in context.Users.Where(u => u.Id == p.AuthorId).DefaultIfEmpty() select new { p, u }).ToList();",
        "(from u in context.Users join p in context.Posts on u.Id equals p.AuthorId into posts from p in posts.DefaultIfEmpty() select new { u, p }).ToList();",
        "context.Posts.SelectMany(p => context.Follows.Where(f => f.FollowerId == p.AuthorId)).ToList();",
        "context.Users.Where(u => context.Posts.Any(p => p.AuthorId == u.Id)).ToList();",
        "context.Users.Select(u => new { u.Name, Posts = context.Posts.Count(p => p.AuthorId == u.Id) }).ToList();",
        "context.Users.Where(u => context.Posts.Select(p => p.AuthorId).Contains(u.Id)).ToList();",
        "context.Posts.Join(context.Countries, p => p.TopicCode, c => c.Code, (p, c) => c.Name).ToList();",
        "context.Users.Include(u => u.Country).Include(u => u.Posts).ThenInclude(p => p.Comments).ToList();",
        "context.Posts.Include(p => p.Author).ThenInclude(u => u.Country).AsSplitQuery().ToList();",
        "context.Posts.Include(\"Author.Country\").ToList();",
        "context.Posts.Include(p => p.Editor).Select(p => p.Title).ToList();",
        "context.Posts.Include(p => p.Editor).Count();",
        "context.Posts.Select(p => p.Editor!.Id).ToList();",
        "context.Posts.Where(p => p.Editor != null).ToList();",
        "context.Posts.Where(p => p.Editor == user).ToList();",
        "context.Comments.Select(c => c.Post.Author.Name).ToList();",
        "context.Users.Select(u => u.Address.City).ToList();",
        "context.Orders.Join(context.Items, o => new { o.CustomerId, o.Region, o.Id }, i => new { i.CustomerId, i.Region, Id = i.OrderId }, (o, i) => i.Line).ToList();",
        "context.Posts.Where(p => p.AuthorId == id).Join(context.Follows.Where(f => f.FollowerId == id), p => p.Title, f => f.Follower.Name, (p, f) => p).ToList();",
        "context.Posts.OnShard(\"s1\").Include(p => p.Editor).ToList();",
        "using (context.Sharding().UseShard(\"s1\")) { context.Posts.Include(p => p.Editor).ToList(); }",
        "using var pinned = context.Sharding().UseShard(\"s1\"); context.Posts.Include(p => p.Editor).ToList();",
        "context.Posts.Join(context.Strangers, p => p.Id, s => s.PostId, (p, s) => p).ToList();",
        "context.Settings.Where(s => context.Settings.Any(o => o.Name == s.Value)).ToList();",
        "context.Posts.ToList().Join(context.Orders.ToList(), p => p.AuthorId, o => o.CustomerId, (p, o) => p).ToList();",
        "var users = context.Users.ToList(); var found = context.Posts.Where(p => users.Select(u => u.Id).Contains(p.EditorId!.Value)).ToList();",
        "context.Posts.Join(context.Posts, a => a.Id, b => b.Id, (a, b) => b).ToList();",
        "context.Users.Select(u => u.Posts.Count).ToList();"));

    [Fact]
    public Task Conditions_that_follow_a_variable_count()
        => Analysis.VerifyAsync("EFS0001", Blog.Model, Blog.Method("""
            var pairs = from p in context.Posts from u in context.Users select new { p, u };
            var found = pairs.Where(x => x.p.AuthorId == x.u.Id).ToList();
            """));

    [Fact]
    public Task A_helper_is_reported_where_it_is_written_not_where_it_is_called()
        => Analysis.VerifyAsync("EFS0001", Blog.Model, Blog.Method(
            "var a = context.Posts.Edited().ToList(); var b = context.Posts.Written().ToList();",
            """
            private static IQueryable<string> Edited(this IQueryable<Post> posts) => posts.Select(p => [|p.Editor|]!.Name);
            private static IQueryable<string> Written(this IQueryable<Post> posts) { return posts.Select(p => p.Author.Name); }
            """));

    [Fact]
    public Task An_expression_that_is_kept_in_a_field_is_read()
        => Analysis.VerifyAsync("EFS0001", Blog.Model, Blog.Method(
            "var a = context.Posts.Select([|Names|]).ToList();",
            "private static readonly Expression<Func<Post, string>> Names = p => p.Editor!.Name;"));

    [Fact]
    public Task Generic_repositories_are_silent_where_the_entity_is_open_and_judged_where_it_is_not()
        => Analysis.VerifyAsync("EFS0001", Blog.Model, Compilations.Usings + """
            namespace Blog;

            public class Repository<T>(BlogContext context) where T : class
            {
                public IQueryable<T> All => context.Set<T>();
                public List<T> With<TOther>(Expression<Func<T, long>> key, Expression<Func<TOther, long>> other) where TOther : class
                    => context.Set<T>().Join(context.Set<TOther>(), key, other, (a, b) => a).ToList();
            }

            public class PostRepository(BlogContext context) : Repository<Post>(context)
            {
                public List<Post> Edited() => All.Include(p => [|p.Editor|]).ToList();
                public List<Post> Written() => All.Include(p => p.Author).ToList();
            }
            """);

    [Fact]
    public async Task The_message_names_keys_and_groups_and_what_would_help()
    {
        var found = await Analysis.VerifyAsync("EFS0001", Blog.Model, Blog.Method(
            "var a = context.Posts.[|Join|](context.Orders, p => p.AuthorId, o => o.CustomerId, (p, o) => p).ToList();"));

        Assert.Equal(
            "This joins 'Post' (sharded by AuthorId in the default group) with 'Order' (sharded by CustomerId, Region in group 'sales'): "
            + "their rows live on different shards. Put both into one group (InGroup) with the same key, or make the smaller one a reference table.",
            Assert.Single(found).GetMessage());
    }
}
