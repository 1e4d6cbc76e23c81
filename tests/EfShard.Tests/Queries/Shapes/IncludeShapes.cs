using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Include in one query.</summary>
internal static class IncludeShapes
{
    private const string Pair = "two sharded, one group";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("collection", "Include", Pair, Asked.All, (db, _) => db.Users.Include(u => u.Posts)),
        Rows("collection, key", "Include Where", Pair, Asked.One, (db, k) => db.Users.Include(u => u.Posts).Where(u => u.Id == k.User)),
        Rows("collection, keys in a list", "Include Contains", Pair, Asked.Some, (db, k) =>
            db.Users.Where(u => k.TwoShards.Contains(u.Id)).Include(u => u.Posts)),
        Rows("collection by name", "Include(string)", Pair, Asked.All, (db, _) => db.Users.Include("Posts.Comments")),
        Rows("collections in collections", "Include ThenInclude", "co-located foreign key", Asked.All, (db, _) =>
            db.Users.Include(u => u.Posts).ThenInclude(p => p.Comments)),
        Rows("collections in collections, key", "Include ThenInclude", "co-located foreign key", Asked.One, (db, k) =>
            db.Users.Where(u => u.Id == k.User).Include(u => u.Posts).ThenInclude(p => p.Comments).ThenInclude(c => c.Replies)),
        Rows("two collections", "Include Include", Pair, Asked.All, (db, _) => db.Users.Include(u => u.Payments).Include(u => u.Badges)),
        Rows("collection, parents in order", "Include OrderBy", Pair, Asked.All, (db, _) =>
            db.Users.Include(u => u.Posts).OrderBy(u => u.City).ThenByDescending(u => u.Id)).Ordered(),
        Rows("collection, parents in order with ties", "Include OrderBy", Pair, Asked.All, (db, _) =>
            db.Users.Include(u => u.Posts).OrderBy(u => u.Level)).OrderedWithTies<Model.Blog.User>(u => u.Level),
        Rows("collection with Take", "Include OrderBy Take", Pair, Asked.All, (db, _) =>
            db.Users.OrderByDescending(u => u.Posts.Count).ThenBy(u => u.Id).Include(u => u.Posts).Take(5)).Ordered(),
        Rows("collection with Skip and Take", "Include OrderBy Skip Take", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Name).ThenBy(u => u.Id).Skip(7).Take(11).Include(u => u.Posts)).Ordered(),
        Rows("collections in collections with Take", "Include ThenInclude Take", "co-located foreign key", Asked.All, (db, _) =>
            db.Posts.Include(p => p.Comments).ThenInclude(c => c.Replies).OrderByDescending(p => p.CreatedAt).ThenBy(p => p.Id).Take(10)).Ordered(),
        Rows("two collections with Take", "Include Include Take", Pair, Asked.All, (db, _) =>
            db.Users.Include(u => u.Posts).Include(u => u.Badges).OrderBy(u => u.Id).Take(6)).Ordered(),
        Rows("collection with Take, one shard", "Include Take", Pair, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.Prolific).OrderBy(p => p.Id).Take(5).Include(p => p.Comments)).Ordered(),
        Rows("reference and collection with Take", "Include Take", "sharded and reference", Asked.All, (db, _) =>
            db.Posts.Include(p => p.Category).Include(p => p.Author).Include(p => p.Tags).OrderBy(p => p.Title).ThenBy(p => p.Id).Take(9))
            .Ordered(),
        Rows("filtered collection", "Include(Where)", Pair, Asked.All, (db, _) => db.Users.Include(u => u.Posts.Where(p => p.Rating >= 4))),
        Rows("collection in order", "Include(OrderBy)", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Id).Include(u => u.Following.OrderByDescending(f => f.Since).ThenBy(f => f.FollowedId)).AsNoTracking())
            .OrderedThroughout(),
        Rows("the first of each collection", "Include(OrderBy Take)", Pair, Asked.All, (db, _) =>
            db.Users.Include(u => u.Following.OrderByDescending(f => f.Since).ThenBy(f => f.FollowedId).Take(2))),
        Rows("the first of each collection, one shard", "Include(OrderBy Take)", Pair, Asked.One, (db, k) =>
            db.Users.Where(u => u.Id == k.User).Include(u => u.Following.OrderByDescending(f => f.Since).ThenBy(f => f.FollowedId).Take(2))),
        Rows("the first of each collection by a co-located key", "Include(OrderBy Take)", "co-located foreign key", Asked.All, (db, _) =>
            db.Posts.Include(p => p.Comments.OrderByDescending(c => c.Likes).ThenBy(c => c.Id).Take(1))),
        Rows("a page of each collection with Take", "Include(OrderBy Skip Take) Take", Pair, Asked.All, (db, _) =>
            db.Users.Include(u => u.Following.OrderBy(f => f.Since).ThenBy(f => f.FollowedId).Skip(1).Take(2)).OrderBy(u => u.Id).Take(10)).Ordered(),
        Rows("parent", "Include", Pair, Asked.All, (db, _) => db.Posts.Include(p => p.Author)),
        Rows("parent by a co-located key", "Include ThenInclude", "co-located foreign key", Asked.All, (db, _) =>
            db.Comments.Include(c => c.Post).ThenInclude(p => p.Author)),
        Rows("parent and its collection", "Include ThenInclude", Pair, Asked.All, (db, _) =>
            db.Posts.Where(p => p.Rating == 5).Include(p => p.Author).ThenInclude(u => u.Payments)),
        Rows("required reference row", "Include", "sharded and reference", Asked.All, (db, _) => db.Users.Include(u => u.Country)),
        Rows("optional reference row", "Include ThenInclude", "sharded and reference", Asked.All, (db, _) =>
            db.Posts.Include(p => p.Category).ThenInclude(c => c!.Parent)),
        Rows("one-to-one", "Include", Pair, Asked.All, (db, _) => db.Users.Include(u => u.Profile).OrderBy(u => u.Id)).Ordered(),
        Rows("one-to-one from the dependent", "Include", Pair, Asked.All, (db, _) => db.Profiles.Include(p => p.User)),
        Rows("self reference", "Include", "co-located self reference", Asked.All, (db, _) => db.Comments.Include(c => c.Replies)),
        Rows("self reference upwards", "Include", "co-located self reference", Asked.All, (db, _) => db.Comments.Include(c => c.Parent)),
        Rows("composite key", "Include", "composite key", Asked.All, (db, _) => db.Invoices.Include(i => i.Lines)),
        Rows("composite key with Take", "Include OrderBy Take", "composite key", Asked.All, (db, _) =>
            db.Invoices.Include(i => i.Lines).OrderBy(i => i.Region).ThenByDescending(i => i.TenantId).ThenBy(i => i.Number).Take(13)).Ordered(),
        Rows("converted key", "Include", "converted key", Asked.All, (db, _) => db.Customers.Include(c => c.Tickets)),
        Rows("Guid key with Take", "Include OrderBy Take", "Guid key", Asked.All, (db, _) =>
            db.Documents.Include(d => d.Pages).OrderBy(d => d.Id).Take(7)).Ordered(),
        Rows("range group", "Include", "range group", Asked.Some, (db, _) => db.Orders.Include(o => o.Lines)),
        Value("First", "Include OrderBy First", Pair, Asked.All, (db, _) =>
            db.Users.Include(u => u.Posts).OrderByDescending(u => u.Score).ThenBy(u => u.Id), q => q.First(), (q, c) => q.FirstAsync(c)),
        Value("First with a key", "Include First(predicate)", Pair, Asked.One, (db, k) =>
            db.Users.Include(u => u.Posts).ThenInclude(p => p.Tags).Where(u => u.Id == k.User), q => q.First(), (q, c) => q.FirstAsync(c)),
        Value("Single", "Include Single", Pair, Asked.One, (db, k) => db.Users.Include(u => u.Posts).Where(u => u.Id == k.User),
            q => q.Single(), (q, c) => q.SingleAsync(c)),
        Value("Last", "Include OrderBy Last", Pair, Asked.All, (db, _) => db.Users.Include(u => u.Posts).OrderBy(u => u.Score).ThenBy(u => u.Id),
            q => q.Last(), (q, c) => q.LastAsync(c)),
        Rows("without tracking", "Include AsNoTracking", Pair, Asked.All, (db, _) => db.Posts.Include(p => p.Author).AsNoTracking()),
        Rows("without tracking, one instance a key", "Include AsNoTrackingWithIdentityResolution", Pair, Asked.All, (db, _) =>
            db.Posts.Include(p => p.Author).ThenInclude(u => u.Posts).AsNoTrackingWithIdentityResolution()),
        Rows("cross-shard parent", "Include", "cross-shard foreign key", Asked.All, (db, _) => db.Comments.Include(c => c.Author))
            .Refused("joined on another column than the shard key"),
        Rows("cross-shard parent inside a collection", "Include ThenInclude", "cross-shard foreign key", Asked.All, (db, _) =>
            db.Users.Include(u => u.Following).ThenInclude(f => f.Followed))
            .Refused("joined on another column than the shard key"),
        Rows("parent of another group", "Include", "two groups", Asked.All, (db, _) => db.Orders.Include(o => o.User)).Refused("two groups"),
    ];
}
