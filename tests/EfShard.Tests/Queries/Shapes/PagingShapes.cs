using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Limits and offsets, and the operators with one row.</summary>
internal static class PagingShapes
{
    private const string User = "sharded";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("Take", "OrderBy Take", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.Name).ThenBy(u => u.Id).Take(7)).Ordered(),
        Rows("Take, not projected key", "OrderBy Take Select", User, Asked.All, (db, _) =>
            db.Posts.OrderByDescending(p => p.CreatedAt).ThenBy(p => p.Id).Take(20).Select(p => p.Title)).Ordered(),
        Rows("Take of a variable", "OrderBy Take", User, Asked.All, (db, _) =>
        {
            var count = 9;
            return db.Users.OrderBy(u => u.Id).Take(count);
        }).Ordered(),
        Rows("Take 0", "Take", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.Id).Take(0)).Ordered().With(ShapeTraits.MayStopEarly),
        Rows("Take more than there are", "OrderBy Take", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.Id).Take(5000)).Ordered(),
        Rows("Skip", "OrderBy Skip", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.Name).ThenBy(u => u.Id).Skip(50)).Ordered(),
        Rows("Skip all", "OrderBy Skip", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.Id).Skip(500)).Ordered(),
        Rows("Skip and Take", "OrderBy Skip Take", User, Asked.All, (db, _) =>
            db.Posts.OrderByDescending(p => p.Rating).ThenBy(p => p.Title).ThenBy(p => p.Id).Skip(40).Take(15)).Ordered(),
        Rows("Skip and Take of variables", "OrderBy Skip Take", User, Asked.All, (db, _) =>
        {
            var (page, size) = (2, 10);
            return db.Posts.Where(p => p.Body != null).OrderBy(p => p.Id).Skip(page * size).Take(size);
        }).Ordered(),
        Rows("Skip and Take, one shard", "OrderBy Skip Take Where", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.Prolific).OrderBy(p => p.Id).Skip(3).Take(4)).Ordered(),
        Rows("Skip and Take, two shards", "OrderBy Skip Take Contains", User, Asked.Some, (db, k) =>
            db.Posts.Where(p => k.TwoShards.Contains(p.AuthorId)).OrderBy(p => p.CreatedAt).ThenBy(p => p.Id).Skip(2).Take(5)).Ordered(),
        Rows("Skip and Take of a join", "Join OrderBy Skip Take", "two sharded, one group", Asked.All, (db, _) =>
            db.Users.Join(db.Posts, u => u.Id, p => p.AuthorId, (u, p) => new { u.Name, p.Id }).OrderBy(x => x.Name).ThenBy(x => x.Id).Skip(10)
                .Take(10))
            .Ordered(),
        Value("First", "OrderBy First", User, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Score).ThenBy(u => u.Id), q => q.First(), (q, c) => q.FirstAsync(c)),
        Value("First with a predicate", "OrderBy First(predicate)", User, Asked.All, (db, _) => db.Posts.OrderBy(p => p.Id),
            q => q.First(p => p.Rating == 5), (q, c) => q.FirstAsync(p => p.Rating == 5, c)),
        Value("First of a projection", "OrderBy Select First", User, Asked.All, (db, _) => db.Posts.OrderByDescending(p => p.Id).Select(p => p.Title),
            q => q.First(), (q, c) => q.FirstAsync(c)),
        Value("First with a key", "First(predicate)", User, Asked.One, (db, k) => db.Users.Where(u => u.Id == k.User),
            q => q.First(), (q, c) => q.FirstAsync(c)),
        Value("First of nothing", "First", User, Asked.All, (db, _) => db.Users.Where(u => u.Age > 1000), q => q.First(), (q, c) => q.FirstAsync(c))
            .With(ShapeTraits.Throws),
        Value("FirstOrDefault of nothing", "FirstOrDefault", User, Asked.All, (db, _) => db.Users.Where(u => u.Age > 1000),
            q => q.FirstOrDefault(), (q, c) => q.FirstOrDefaultAsync(c)),
        Value("FirstOrDefault with a contradiction", "FirstOrDefault", User, Asked.None, (db, k) =>
            db.Users.Where(u => u.Id == k.User && u.Id == k.Other), q => q.FirstOrDefault(), (q, c) => q.FirstOrDefaultAsync(c)),
        Value("Single", "Single", User, Asked.All, (db, k) => db.Posts.Where(p => p.Id == k.Post), q => q.Single(), (q, c) => q.SingleAsync(c)),
        Value("Single with a key", "Single", User, Asked.One, (db, k) =>
            db.Users.Where(u => u.Id == k.User), q => q.Single(), (q, c) => q.SingleAsync(c)),
        Value("Single of many", "Single", User, Asked.All, (db, _) => db.Posts, q => q.Single(), (q, c) => q.SingleAsync(c))
            .With(ShapeTraits.Throws),
        Value("SingleOrDefault of one on each of two shards", "SingleOrDefault", User, Asked.Some, (db, k) =>
            db.Users.Where(u => k.TwoShards.Contains(u.Id)), q => q.SingleOrDefault(), (q, c) => q.SingleOrDefaultAsync(c))
            .With(ShapeTraits.Throws),
        Value("SingleOrDefault of nothing", "SingleOrDefault", User, Asked.All, (db, _) => db.Posts.Where(p => p.Id == -1),
            q => q.SingleOrDefault(), (q, c) => q.SingleOrDefaultAsync(c)),
        Value("Last", "OrderBy Last", User, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.City).ThenBy(u => u.Id), q => q.Last(), (q, c) => q.LastAsync(c)),
        Value("LastOrDefault", "OrderBy LastOrDefault", User, Asked.All, (db, _) =>
            db.Users.Where(u => u.Age == null).OrderBy(u => u.Name).ThenBy(u => u.Id),
            q => q.LastOrDefault(), (q, c) => q.LastOrDefaultAsync(c)),
        Value("ElementAt", "OrderBy ElementAt", User, Asked.All, (db, _) => db.Posts.OrderBy(p => p.Title).ThenBy(p => p.Id),
            q => q.ElementAt(33), (q, c) => q.ElementAtAsync(33, c)),
        Value("ElementAtOrDefault beyond the end", "OrderBy ElementAtOrDefault", User, Asked.All, (db, _) => db.Posts.OrderBy(p => p.Id),
            q => q.ElementAtOrDefault(3333), (q, c) => q.ElementAtOrDefaultAsync(3333, c)),
        Rows("Take then Where, one shard", "Take Where", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.Prolific).OrderBy(p => p.Id).Take(10).Where(p => p.Rating > 2)),
        Rows("Take then OrderBy, one shard", "Take OrderBy", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.Prolific).OrderBy(p => p.Id).Take(10).OrderBy(p => p.Title).ThenBy(p => p.Id)).Ordered(),
        Rows("Take then SelectMany, one shard", "Take SelectMany", "co-located foreign key", Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.User).OrderBy(p => p.Id).Take(3).SelectMany(p => p.Comments)),
        Rows("Take then Where", "OrderBy Take Where", User, Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.CreatedAt).ThenBy(p => p.Id).Take(20).Where(p => p.Rating > 2)).Refused("the limit is below a filter"),
        Rows("Take then another OrderBy", "OrderBy Take OrderBy", User, Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.CreatedAt).ThenBy(p => p.Id).Take(20).OrderBy(p => p.Title).ThenBy(p => p.Id)).Ordered()
            .Refused("the limit is below another order"),
        Value("Take then Count", "Take Count", User, Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.Id).Take(20), q => q.Count(), (q, c) => q.CountAsync(c))
            .Refused("the limit is below an aggregate"),
        Rows("Take then Distinct", "Take Distinct", User, Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.Id).Take(20).Select(p => p.AuthorId).Distinct()).Refused("the limit is below a Distinct"),
        Rows("Take then SelectMany", "Take SelectMany", "two sharded, one group", Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Name).ThenBy(u => u.Id).Take(5).SelectMany(u => u.Posts)),
        Rows("Take in a subquery of a condition", "Contains Take", "two sharded, one group", Asked.All, (db, _) =>
            db.Users.Where(u => db.Posts.OrderBy(p => p.Id).Take(20).Select(p => p.AuthorId).Contains(u.Id))).Refused("the limit is in a subquery"),
    ];
}
