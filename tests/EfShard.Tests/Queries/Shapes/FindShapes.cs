using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Find, and what the change tracker loads for one entity.</summary>
internal static class FindShapes
{
    private const string User = "sharded";
    private const string Pair = "two sharded, one group";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Find("by the shard key", User, Asked.One, k => [k.User], db => db.Users),
        Find("of nobody", User, Asked.One, _ => [BlogKeys.Missing], db => db.Users),
        Find("by a primary key that is not the shard key", User, Asked.All, k => [k.Post], db => db.Posts),
        Find("of a derived type", "table per hierarchy", Asked.All, k => [k.Article], db => db.Articles),
        Find("by a composite primary key with the shard key", "cross-shard foreign key", Asked.One, k => [k.Follow.FollowerId, k.Follow.FollowedId],
            db => db.Follows),
        Find("by a composite shard key", "composite key", Asked.One, k => [k.Invoices[0].TenantId, k.Invoices[0].Region, k.Invoices[0].Number],
            db => db.Invoices),
        Find("by a Guid", "Guid key", Asked.One, k => [k.Document], db => db.Documents),
        Find("by text", "text key", Asked.One, _ => ["dörte"], db => db.Accounts),
        Find("by a converted key", "converted key", Asked.One, k => [k.Customers[0]], db => db.Customers),
        Find("in a range group", "range group", Asked.One, _ => [1500L], db => db.Orders),
        Find("of a reference row", "reference", Asked.One, _ => ["NO"], db => db.Countries),
        Find("of an unsharded row", "unsharded", Asked.One, _ => ["theme"], db => db.Settings),
        Find("in an inheritance of tables", "table per type", Asked.All, _ => [5L], db => db.Payments),
        Steps("Find of what is tracked", "Find", User, Asked.One,
            (db, k) => new[] { db.Users.Find(k.User), db.Users.Find(k.User) },
            async (db, k, c) => new[] { await db.Users.FindAsync([k.User], c), await db.Users.FindAsync([k.User], c) })
            .With(ShapeTraits.NeedsTracking),
        Load("collection", Pair, Asked.One, (db, k) => db.Users.Where(u => u.Id == k.User), (db, u) => db.Entry(u).Collection(x => x.Posts).Load(),
            (db, u, c) => db.Entry(u).Collection(x => x.Posts).LoadAsync(c)),
        Load("collection of an entity that another shard's rows surround", Pair, Asked.All, (db, _) => db.Users.OrderBy(u => u.Id).Take(5),
            (db, u) => db.Entry(u).Collection(x => x.Payments).Load(), (db, u, c) => db.Entry(u).Collection(x => x.Payments).LoadAsync(c)),
        Load("parent", Pair, Asked.One, (db, k) => db.Posts.Where(p => p.AuthorId == k.User), (db, p) => db.Entry(p).Reference(x => x.Author).Load(),
            (db, p, c) => db.Entry(p).Reference(x => x.Author).LoadAsync(c)),
        Load("parent by a co-located key", "co-located foreign key", Asked.All, (db, k) => db.Comments.Where(x => x.PostAuthorId == k.User),
            (db, x) => db.Entry(x).Reference(y => y.Post).Load(), (db, x, c) => db.Entry(x).Reference(y => y.Post).LoadAsync(c)),
        Load("parent on another shard", "cross-shard foreign key", Asked.All, (db, k) => db.Comments.Where(x => x.PostAuthorId == k.User),
            (db, x) => db.Entry(x).Reference(y => y.Author).Load(), (db, x, c) => db.Entry(x).Reference(y => y.Author).LoadAsync(c)),
        Load("reference row", "sharded and reference", Asked.Some, (db, k) => db.Users.Where(u => k.TwoShards.Contains(u.Id)),
            (db, u) => db.Entry(u).Reference(x => x.Country).Load(), (db, u, c) => db.Entry(u).Reference(x => x.Country).LoadAsync(c)),
        Load("many-to-many", "many-to-many with reference", Asked.All, (db, k) => db.Posts.Where(p => p.Id == k.Post),
            (db, p) => db.Entry(p).Collection(x => x.Tags).Load(), (db, p, c) => db.Entry(p).Collection(x => x.Tags).LoadAsync(c)),
        Load("composite key", "composite key", Asked.One, (db, k) =>
            db.Invoices.Where(i => i.TenantId == k.Invoices[0].TenantId && i.Region == k.Invoices[0].Region),
            (db, i) => db.Entry(i).Collection(x => x.Lines).Load(), (db, i, c) => db.Entry(i).Collection(x => x.Lines).LoadAsync(c)),
        Steps("Query over a collection", "Entry.Collection.Query Where", Pair, Asked.One,
            (db, k) => db.Entry(db.Users.Single(u => u.Id == k.User)).Collection(u => u.Posts).Query().Where(p => p.Rating > 2).OrderBy(p => p.Id)
                .ToList(),
            async (db, k, c) => await db.Entry(await db.Users.SingleAsync(u => u.Id == k.User, c)).Collection(u => u.Posts).Query()
                .Where(p => p.Rating > 2).OrderBy(p => p.Id).ToListAsync(c)).Ordered().With(ShapeTraits.NeedsTracking),
        Steps("Count over a collection", "Entry.Collection.Query Count", Pair, Asked.One,
            (db, k) => db.Entry(db.Users.Single(u => u.Id == k.User)).Collection(u => u.Posts).Query().Count(),
            async (db, k, c) => await db.Entry(await db.Users.SingleAsync(u => u.Id == k.User, c)).Collection(u => u.Posts).Query().CountAsync(c))
            .With(ShapeTraits.NeedsTracking),
        Steps("Reload", "Entry.Reload", User, Asked.One,
            (db, k) =>
            {
                var user = db.Users.Single(u => u.Id == k.User);
                user.Name = "changed";
                db.Entry(user).Reload();
                return user;
            },
            async (db, k, c) =>
            {
                var user = await db.Users.SingleAsync(u => u.Id == k.User, c);
                user.Name = "changed";
                await db.Entry(user).ReloadAsync(c);
                return user;
            }).With(ShapeTraits.NeedsTracking),
        Steps("GetDatabaseValues", "Entry.GetDatabaseValues", User, Asked.All,
            (db, k) => db.Entry(db.Posts.Single(p => p.Id == k.Post)).GetDatabaseValues()!.GetValue<string>("Title"),
            async (db, k, c) => (await db.Entry(await db.Posts.SingleAsync(p => p.Id == k.Post, c))
                .GetDatabaseValuesAsync(c))!.GetValue<string>("Title"))
            .With(ShapeTraits.NeedsTracking),
        Steps("lazy collections", "lazy loading", Pair, Asked.Some,
            (db, k) => db.Users.Where(u => k.TwoShards.Contains(u.Id)).ToList().SelectMany(u => u.Posts).ToList()
                .Select(p => new { p.Id, p.Author.Name }).ToList(),
            async (db, k, c) => (await db.Users.Where(u => k.TwoShards.Contains(u.Id)).ToListAsync(c)).SelectMany(u => u.Posts).ToList()
                .Select(p => new { p.Id, p.Author.Name }).ToList()).With(ShapeTraits.LazyLoading | ShapeTraits.NeedsTracking),
        Steps("lazy parents on other shards", "lazy loading", "cross-shard foreign key", Asked.All,
            (db, k) => db.Comments.Where(x => x.PostAuthorId == k.User).ToList().Select(x => new { x.Id, x.Author.Name, x.Post.Title }).ToList(),
            async (db, k, c) => (await db.Comments.Where(x => x.PostAuthorId == k.User).ToListAsync(c))
                .Select(x => new { x.Id, x.Author.Name, x.Post.Title }).ToList()).With(ShapeTraits.LazyLoading | ShapeTraits.NeedsTracking | ShapeTraits.MayStopEarly),
    ];

    private static QueryShape Find<T>(string name, string mapping, Asked asked, Func<BlogKeys, object[]> key, Func<BlogContext, DbSet<T>> set)
        where T : class
        => Steps("Find " + name, "Find", mapping, asked, (db, k) => set(db).Find(key(k)), async (db, k, c) => await set(db).FindAsync(key(k), c))
            .With(ShapeTraits.NeedsTracking | (asked is Asked.All ? ShapeTraits.MayStopEarly : ShapeTraits.None));

    private static QueryShape Load<T>(
        string name, string mapping, Asked asked, Func<BlogContext, BlogKeys, IQueryable<T>> query, Action<BlogContext, T> load,
        Func<BlogContext, T, CancellationToken, Task> loadAsync)
        where T : class
        => Steps(
            "load " + name,
            "Entry.Load",
            mapping,
            asked,
            (db, k) =>
            {
                var rows = query(db, k).ToList();
                rows.ForEach(row => load(db, row));
                return rows;
            },
            async (db, k, c) =>
            {
                var rows = await query(db, k).ToListAsync(c);
                foreach (var row in rows)
                {
                    await loadAsync(db, row, c);
                }

                return rows;
            }).With(ShapeTraits.NeedsTracking | (asked is Asked.All ? ShapeTraits.MayStopEarly : ShapeTraits.None));
}
