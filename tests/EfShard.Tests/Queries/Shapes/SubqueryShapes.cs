using EfShard.Tests.Queries.Harness;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Subqueries over sharded tables: correlated on the shard key, on something else, or not at all.</summary>
internal static class SubqueryShapes
{
    private const string Pair = "two sharded, one group";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("exists by navigation", "Where Any", Pair, Asked.All, (db, _) => db.Users.Where(u => u.Posts.Any(p => p.Rating == 5))),
        Rows("not exists by navigation", "Where !Any", Pair, Asked.All, (db, _) => db.Users.Where(u => !u.Posts.Any())),
        Rows("all by navigation", "Where All", Pair, Asked.All, (db, _) => db.Users.Where(u => u.Posts.All(p => p.Rating > 0))),
        Rows("count by navigation", "Where Count", Pair, Asked.All, (db, _) => db.Users.Where(u => u.Posts.Count(p => p.Body == null) > 1)),
        Rows("average by navigation", "Where Average", Pair, Asked.All, (db, _) =>
            db.Users.Where(u => u.Posts.Average(p => (double?)p.Rating) > 2.5)),
        Rows("exists on the shard key", "Where Any", Pair, Asked.All, (db, _) =>
            db.Users.Where(u => db.Posts.Any(p => p.AuthorId == u.Id && p.CategoryCode == "db"))),
        Rows("exists, key inside", "Where Any", Pair, Asked.One, (db, k) =>
            db.Users.Where(u => db.Posts.Any(p => p.AuthorId == u.Id && p.AuthorId == k.User))),
        Rows("exists, key outside", "Where Any", Pair, Asked.One, (db, k) => db.Users.Where(u => u.Id == k.User && u.Posts.Any(p => p.Rating > 0))),
        Rows("exists by a co-located key", "Where Any", "co-located foreign key", Asked.All, (db, _) =>
            db.Posts.Where(p => db.Comments.Any(c => c.PostId == p.Id && c.Likes == 3))),
        Rows("exists inside exists", "Where Any Any", "co-located foreign key", Asked.All, (db, _) =>
            db.Users.Where(u => u.Posts.Any(p => p.Comments.Any(c => c.Likes > 2)))),
        Rows("in a subquery on the shard key", "Contains", Pair, Asked.All, (db, _) =>
            db.Users.Where(u => db.Posts.Where(p => p.Rating == 5).Select(p => p.AuthorId).Contains(u.Id))),
        Rows("not in a subquery on the shard key", "!Contains", Pair, Asked.All, (db, _) =>
            db.Users.Where(u => !db.Posts.Select(p => p.AuthorId).Contains(u.Id))),
        Rows("composite key", "Where Any", "composite key", Asked.All, (db, _) => db.Invoices.Where(i => i.Lines.Any(l => l.LineNumber > 2))),
        Rows("ordered by a correlated subquery", "OrderBy Count", Pair, Asked.All, (db, _) =>
            db.Users.OrderByDescending(u => u.Posts.Count).ThenBy(u => u.Id).Select(u => u.Id)).Ordered(),
        Rows("compared with the best of the same author", "Where Max", Pair, Asked.All, (db, _) =>
            db.Posts.Where(p => p.Rating == db.Posts.Where(o => o.AuthorId == p.AuthorId).Max(o => o.Rating)).Select(p => p.Id)),
        Rows("subquery bound to the same key", "Where Max", Pair, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.User && p.Rating == db.Posts.Where(o => o.AuthorId == k.User).Max(o => o.Rating))),
        Rows("subquery bound to another key of the shard", "Where Any", Pair, Asked.One, (db, k) =>
            db.Users.Where(u => u.Id == k.Neighbours[0] && db.Posts.Any(p => p.AuthorId == k.Neighbours[1]))),
        Rows("two levels of subquery in a projection", "Select Select", Pair, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Best = u.Posts.Where(p => p.Comments.Count > 1).Max(p => (int?)p.Rating) })),
        Rows("exists on another column", "Where Any", Pair, Asked.All, (db, _) => db.Users.Where(u => db.Posts.Any(p => p.Title == u.Name)))
            .Refused("correlated on another column than the shard key"),
        Rows("exists by a cross-shard key", "Where Any", "cross-shard foreign key", Asked.All, (db, _) =>
            db.Users.Where(u => db.Follows.Any(f => f.FollowedId == u.Id)))
            .Refused("correlated on another column than the shard key"),
        Rows("count by a cross-shard key", "Select Count", "cross-shard foreign key", Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Followers = db.Follows.Count(f => f.FollowedId == u.Id) }))
            .Refused("correlated on another column than the shard key"),
        Rows("in a subquery on another column", "Contains", "cross-shard foreign key", Asked.All, (db, k) =>
            db.Posts.Where(p => db.Follows.Where(f => f.FollowerId == k.User).Select(f => f.FollowedId).Contains(p.AuthorId)))
            .Refused("correlated on another column than the shard key"),
        Rows("uncorrelated value", "Where Max", Pair, Asked.All, (db, _) => db.Posts.Where(p => p.Rating == db.Posts.Max(o => o.Rating)))
            .Refused("uncorrelated"),
        Rows("uncorrelated value in a projection", "Select Count", Pair, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, All = db.Posts.Count(p => p.Rating > 1) }))
            .Refused("uncorrelated"),
        Rows("uncorrelated exists", "Where Any", Pair, Asked.All, (db, _) => db.Users.Where(u => db.Posts.Any(p => p.Rating == 5)))
            .Refused("uncorrelated"),
        Rows("bound subquery in an unbound query", "Where Max", Pair, Asked.All, (db, k) =>
            db.Posts.Where(p => p.Rating == db.Posts.Where(o => o.AuthorId == k.User).Max(o => o.Rating)))
            .Refused("the subquery's row is on one shard only"),
    ];
}
