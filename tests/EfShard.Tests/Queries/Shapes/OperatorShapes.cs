using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Other operators of EF: ways to list rows, tags, and functions in conditions.</summary>
internal static class OperatorShapes
{
    private const string User = "sharded";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Steps("ToDictionary", "ToDictionary", User, Asked.All, (db, _) => db.Users.ToDictionary(u => u.Id, u => u.Name).OrderBy(p => p.Key).ToList(),
            async (db, _, c) => (await db.Users.ToDictionaryAsync(u => u.Id, u => u.Name, c)).OrderBy(p => p.Key).ToList()),
        Steps("ToArray", "ToArray", User, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Id).ToArray(), (db, _, c) => db.Users.OrderBy(u => u.Id).ToArrayAsync(c)).Ordered(),
        Steps("AsEnumerable and AsAsyncEnumerable", "AsAsyncEnumerable", User, Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.Id).AsEnumerable().Take(250).ToList(),
            async (db, _, c) =>
            {
                var rows = new List<Model.Blog.Post>();
                await foreach (var row in db.Posts.OrderBy(p => p.Id).AsAsyncEnumerable().WithCancellation(c))
                {
                    rows.Add(row);
                    if (rows.Count == 250)
                    {
                        break;
                    }
                }

                return rows;
            }).Ordered().With(ShapeTraits.NeedsTracking),
        Steps("Load and Local", "Load", User, Asked.All, (db, _) =>
        {
            db.Users.Where(u => u.IsActive).Load();
            return db.Users.Local.ToList();
        }, async (db, _, c) =>
        {
            await db.Users.Where(u => u.IsActive).LoadAsync(c);
            return db.Users.Local.ToList();
        }).With(ShapeTraits.NeedsTracking),
        Steps("the same row twice is one instance", "ToList ToList", User, Asked.All,
            (db, _) => db.Users.ToList().Zip(db.Users.OrderBy(u => u.Id).ToList()).Count(pair => db.Entry(pair.Second).Entity == db.Users
                .Find(pair.Second.Id)),
            async (db, _, c) => (await db.Users.ToListAsync(c)).Zip(await db.Users.OrderBy(u => u.Id).ToListAsync(c))
                .Count(pair => db.Entry(pair.Second).Entity == db.Users.Find(pair.Second.Id))).With(ShapeTraits.NeedsTracking),
        Rows("TagWith", "TagWith", User, Asked.All, (db, _) => db.Users.TagWith("a remark").Where(u => u.IsActive)),
        Rows("TagWith, one shard", "TagWith", User, Asked.One, (db, k) => db.Users.TagWith("-- a remark\nof two lines").Where(u => u.Id == k.User)),
        Rows("AsNoTracking", "AsNoTracking", User, Asked.All, (db, _) => db.Users.AsNoTracking()),
        Rows("AsTracking", "AsTracking", User, Asked.All, (db, _) => db.Posts.AsTracking().Where(p => p.Rating == 1)),
        Rows("Like", "EF.Functions.Like", User, Asked.All, (db, _) => db.Users.Where(u => EF.Functions.Like(u.Name, "%a%"))),
        Rows("StartsWith of a variable", "StartsWith", User, Asked.All, (db, _) =>
        {
            var start = "a_";
            return db.Users.Where(u => u.Nickname.StartsWith(start));
        }),
        Rows("text without regard to case", "Where ==", "column collation", Asked.All, (db, _) => db.Users.Where(u => u.Nickname == "APPLE")),
        Rows("math", "Math", User, Asked.All, (db, _) => db.Users.Where(u => Math.Abs(u.Score) > 50 && Math.Round(u.Score) > 0)),
        Rows("moments", "DateTime", User, Asked.All, (db, _) => db.Posts.Where(p => p.CreatedAt.AddDays(1).Month == 3)),
        Rows("decimals", "decimal", User, Asked.All, (db, _) =>
            db.Users.Where(u => u.Balance > 500m).Select(u => new { u.Id, Half = u.Balance / 2 })),
        Rows("list of other values", "Contains", User, Asked.All, (db, _) =>
        {
            var cities = new[] { "Oslo", null, "東京" };
            return db.Users.Where(u => cities.Contains(u.City));
        }),
        Rows("long list of other values", "Contains", User, Asked.All, (db, k) => db.Posts.Where(p => k.Fifty.Contains(p.Id))),
        Rows("list of other values and a list of keys", "Contains Contains", User, Asked.Some, (db, k) =>
        {
            var ratings = new List<int> { 1, 2, 3 };
            return db.Posts.Where(p => ratings.Contains(p.Rating) && k.TwoShards.Contains(p.AuthorId));
        }),
        Rows("list as EF.Constant", "EF.Constant Contains", User, Asked.Some, (db, k) =>
            db.Users.Where(u => EF.Constant(k.TwoShards).Contains(u.Id))),
        Rows("list as EF.Parameter", "EF.Parameter Contains", User, Asked.Some, (db, k) =>
            db.Users.Where(u => EF.Parameter(k.TwoShards).Contains(u.Id))),
        Rows("key as EF.Constant", "EF.Constant", User, Asked.One, (db, k) => db.Users.Where(u => u.Id == EF.Constant(k.User))),
    ];
}
