using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Queries compiled once by the application.</summary>
internal static class CompiledShapes
{
    private const string Operators = "EF.CompileQuery";
    private const string User = "sharded";

    private static readonly Func<BlogContext, long, IEnumerable<Post>> PostsOf =
        EF.CompileQuery((BlogContext db, long id) => db.Posts.Where(p => p.AuthorId == id).OrderBy(p => p.Id));

    private static readonly Func<BlogContext, long, IAsyncEnumerable<Post>> PostsOfAsync =
        EF.CompileAsyncQuery<BlogContext, long, Post>((db, id) => db.Posts.Where(p => p.AuthorId == id).OrderBy(p => p.Id));

    private static readonly Func<BlogContext, int, int, IEnumerable<User>> Page =
        EF.CompileQuery((BlogContext db, int skip, int take) => db.Users.OrderBy(u => u.Name).ThenBy(u => u.Id).Skip(skip).Take(take));

    private static readonly Func<BlogContext, int, int, IAsyncEnumerable<User>> PageAsync =
        EF.CompileAsyncQuery<BlogContext, int, int, User>((db, skip, take) => db.Users.OrderBy(u => u.Name).ThenBy(u => u.Id).Skip(skip).Take(take));

    private static readonly Func<BlogContext, long[], IEnumerable<Post>> Among =
        EF.CompileQuery((BlogContext db, long[] ids) => db.Posts.Where(p => ids.Contains(p.AuthorId)));

    private static readonly Func<BlogContext, long[], IAsyncEnumerable<Post>> AmongAsync =
        EF.CompileAsyncQuery((BlogContext db, long[] ids) => db.Posts.Where(p => ids.Contains(p.AuthorId)));

    private static readonly Func<BlogContext, long, User> ById =
        EF.CompileQuery((BlogContext db, long id) => db.Users.Include(u => u.Posts).Single(u => u.Id == id));

    private static readonly Func<BlogContext, long, Task<User>> ByIdAsync =
        EF.CompileAsyncQuery((BlogContext db, long id) => db.Users.Include(u => u.Posts).Single(u => u.Id == id));

    private static readonly Func<BlogContext, int, int> CountRated =
        EF.CompileQuery((BlogContext db, int rating) => db.Posts.Count(p => p.Rating == rating));

    private static readonly Func<BlogContext, int, Task<int>> CountRatedAsync =
        EF.CompileAsyncQuery((BlogContext db, int rating) => db.Posts.Count(p => p.Rating == rating));

    public static IEnumerable<QueryShape> All { get; } =
    [
        Steps("key", Operators, User, Asked.One, (db, k) => PostsOf(db, k.User).ToList(), (db, k, c) => List(PostsOfAsync(db, k.User), c)).Ordered(),
        Steps("another key for each run", Operators, User, Asked.Some,
            (db, k) => PostsOf(db, k.User).Concat(PostsOf(db, k.Other)).ToList(),
            async (db, k, c) => (await List(PostsOfAsync(db, k.User), c)).Concat(await List(PostsOfAsync(db, k.Other), c)).ToList()).Ordered(),
        Steps("pages", Operators, User, Asked.All, (db, _) => Page(db, 5, 10).ToList(), (db, _, c) => List(PageAsync(db, 5, 10), c)).Ordered(),
        Steps("keys in a list", Operators + " Contains", User, Asked.Some, (db, k) => Among(db, k.TwoShards).ToList(), (db, k, c) => List(AmongAsync(db, k.TwoShards), c)),
        Steps("keys in a list of one", Operators + " Contains", User, Asked.One, (db, k) => Among(db, [k.User]).ToList(), (db, k, c) => List(AmongAsync(db, [k.User]), c)),
        Steps("keys in an empty list", Operators + " Contains", User, Asked.None, (db, _) => Among(db, []).ToList(), (db, _, c) => List(AmongAsync(db, []), c)),
        Steps("Single with Include", Operators + " Single", "two sharded, one group", Asked.One, (db, k) => ById(db, k.User), (db, k, _) => ByIdAsync(db, k.User)),
        Steps("Count", Operators + " Count", User, Asked.All, (db, _) => CountRated(db, 3), (db, _, _) => CountRatedAsync(db, 3))
            .Refused("the shards' values must be combined"),
    ];

    private static async Task<List<T>> List<T>(IAsyncEnumerable<T> rows, CancellationToken cancellation)
    {
        var list = new List<T>();
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            list.Add(row);
        }

        return list;
    }
}
