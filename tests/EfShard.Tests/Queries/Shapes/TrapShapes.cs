using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Shapes that look like ones that are pushed down or routed, and where doing so would give wrong rows.</summary>
internal static class TrapShapes
{
    private const string User = "sharded";
    private const string Pair = "two sharded, one group";
    private const string NullGroups = "the key is null where the left join found nothing, on every shard";
    private const string Limit = "the limit is in a subquery";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("key on the right of a left join", "LeftJoin", Pair, Asked.All, (db, k) =>
            from u in db.Users
            from p in db.Posts.Where(p => p.AuthorId == u.Id && p.AuthorId == k.User).DefaultIfEmpty()
            select new { u.Id, Title = p == null ? null : p.Title }),
        Rows("key inside a not exists", "Where !Any", Pair, Asked.All, (db, k) =>
            db.Users.Where(u => !db.Posts.Any(p => p.AuthorId == u.Id && p.AuthorId == k.User))),
        Rows("key inside an exists that is one side of an or", "Where || Any", Pair, Asked.All, (db, k) =>
            db.Users.Where(u => u.IsActive || db.Posts.Any(p => p.AuthorId == u.Id && p.AuthorId == k.User))),
        Rows("key inside a projected subquery", "Select Count", Pair, Asked.All, (db, k) =>
            db.Users.Select(u => new { u.Id, Count = u.Posts.Count(p => p.AuthorId == k.User) })),
        Rows("key inside a case", "Where ?:", User, Asked.All, (db, k) => db.Users.Where(u => u.IsActive ? u.Id == k.User : u.Id != k.Other)),
        Rows("key comparison compared with false", "Where == false", User, Asked.All, (db, k) => db.Users.Where(u => (u.Id == k.User) == false)),
        Rows("key cast", "Where cast", User, Asked.All, (db, k) => db.Users.Where(u => (double)u.Id == (double)k.User)),
        Rows("key in a filtered Include", "Include(Where)", Pair, Asked.All, (db, k) =>
            db.Users.Include(u => u.Posts.Where(p => p.AuthorId == k.User))),
        Rows("text key compared without regard to case", "Where Collate", "text key", Asked.All, (db, _) =>
            db.Accounts.Where(a => EF.Functions.Collate(a.Login, "NOCASE") == "anna")).With(ShapeTraits.SqliteOnly),
        Rows("text key compared with a column without regard to case", "Join", "text key", Asked.All, (db, k) =>
            db.Users.Where(u => u.Id == k.User).SelectMany(u => db.Accounts.Where(a => a.Login == u.Nickname), (u, a) => new { u.Id, a.Login }))
            .Refused("the other side may be on any shard"),
        Rows("list of keys or another column", "Contains ||", User, Asked.All, (db, k) =>
            db.Users.Where(u => k.Neighbours.Contains(u.Id) || u.Age == null)),
        Rows("two ranges apart", "Where ||", "range group", Asked.Some, (db, _) => db.Orders.Where(o => o.Id < 100 || o.Id > 2900)),
        Rows("not in a range", "Where ! &&", "range group", Asked.Some, (db, _) => db.Orders.Where(o => !(o.Id >= 1000 && o.Id < 2000))),
        Rows("left joins in a row", "LeftJoin LeftJoin", "three sharded, one group", Asked.All, (db, _) =>
            from u in db.Users
            join p in db.Profiles on u.Id equals p.UserId into profiles
            from p in profiles.DefaultIfEmpty()
            join b in db.Payments on p.UserId equals b.UserId into payments
            from b in payments.DefaultIfEmpty()
            select new { u.Id, Bio = p == null ? null : p.Bio, Payment = b == null ? (long?)null : b.Id }),
        Rows("in order with many ties and a page", "OrderBy Skip Take Include", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Level).ThenBy(u => u.IsActive).ThenBy(u => u.Id).Skip(3).Take(20).Include(u => u.Following)).Ordered(),
        Rows("Distinct of the key on the right of a left join", "LeftJoin Distinct", Pair, Asked.All, (db, _) =>
            db.Users.LeftJoin(db.Profiles, u => u.Id, p => p.UserId, (u, p) => (long?)p!.UserId).Distinct()),
        Rows("GroupBy the key on the right of a left join", "LeftJoin GroupBy", Pair, Asked.All, (db, _) =>
            db.Users.LeftJoin(db.Profiles, u => u.Id, p => p.UserId, (u, p) => new { Key = (long?)p!.UserId, u.Score })
                .GroupBy(x => x.Key).Select(g => new { g.Key, Count = g.Count() })),
        Rows("Union of keys on the right of a left join", "LeftJoin Union", Pair, Asked.All, (db, _) =>
            db.Users.LeftJoin(db.Profiles, u => u.Id, p => p.UserId, (u, p) => (long?)p!.UserId)
                .Union(db.Users.LeftJoin(db.Badges, u => u.Id, b => b.UserId, (u, b) => (long?)b!.UserId))).Refused(NullGroups),
        Rows("Distinct of an expression of the key", "Distinct", User, Asked.All, (db, _) => db.Posts.Select(p => p.AuthorId % 7).Distinct()),
        Rows("Distinct of reference columns of a cross join", "SelectMany Distinct", "sharded and reference", Asked.All, (db, _) =>
            (from u in db.Users from t in db.Tags select t.Name).Distinct()),
        Rows("joined with groups by another column", "GroupBy Join", Pair, Asked.All, (db, _) =>
            db.Users.Join(db.Posts.GroupBy(p => p.Rating).Select(g => new { Rating = g.Key, Last = g.Max(p => p.AuthorId) }),
                u => u.Id, g => g.Last, (u, g) => new { u.Id, g.Rating })).Refused("a group may have rows on several shards"),
        Rows("joined with distinct rows of another column", "Distinct Join", Pair, Asked.All, (db, _) =>
            db.Users.Join(db.Comments.Select(c => c.AuthorId).Distinct(), u => u.Id, id => id, (u, id) => new { u.Id, id }))
            .Refused("joined on another column than the shard key"),
        Rows("the first of each group by another column", "GroupBy OrderBy First", User, Asked.All, (db, _) =>
            db.Follows.GroupBy(f => f.FollowedId).Select(g => g.OrderBy(f => f.Since).ThenBy(f => f.FollowerId).First()))
            .Refused("a group may have rows on several shards"),
        Rows("correlated Any over a limit", "Where Take Any", Pair, Asked.All, (db, _) =>
            db.Users.Where(u => db.Posts.OrderBy(p => p.Id).Take(20).Any(p => p.AuthorId == u.Id))).Refused(Limit),
        Rows("not in a limited list", "!Contains Take", Pair, Asked.All, (db, _) =>
            db.Users.Where(u => !db.Posts.OrderBy(p => p.Id).Select(p => p.AuthorId).Take(20).Contains(u.Id))).Refused(Limit),
        Rows("Take then SelectMany, the first parents without rows", "OrderBy Take SelectMany", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Posts.Count).ThenBy(u => u.Id).Take(14).SelectMany(u => u.Posts, (u, p) => new { u.Id, p.Title })),
        Rows("Skip and Take then SelectMany, parents without rows skipped", "OrderBy Skip Take SelectMany", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Name).ThenBy(u => u.Id).Skip(10).Take(30).SelectMany(u => u.Badges, (u, b) => new { u.Id, b.Reason })),
        Rows("Take then SelectMany of SelectMany", "OrderBy Take SelectMany SelectMany", "co-located foreign key", Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Posts.Count).ThenBy(u => u.Id).Take(25).SelectMany(u => u.Posts).SelectMany(p => p.Comments).Select(c => c.Id)),
        Rows("Take then SelectMany then Where", "OrderBy Take SelectMany Where", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Id).Take(20).SelectMany(u => u.Following).Where(f => f.FollowedId > 30)
                .Select(f => new { f.FollowerId, f.FollowedId }))
            .Refused("the limit is below a filter"),
        Rows("Take then SelectMany then Where on the parent", "OrderBy Take SelectMany Where", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Id).Take(20).SelectMany(u => u.Following, (u, f) => new { u, f }).Where(x => x.u.IsActive)
                .Select(x => new { x.u.Id, x.f.FollowedId })).Refused("the limit is below a filter"),
        Rows("Take then SelectMany then Take", "OrderBy Take SelectMany OrderBy Take", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Id).Take(20).SelectMany(u => u.Following, (u, f) => new { u.Id, f.FollowedId })
                .OrderBy(x => x.Id).ThenBy(x => x.FollowedId).Take(25)).Ordered().Refused("a limit is below a limit"),
        Rows("Take then SelectMany then Distinct", "OrderBy Take SelectMany Distinct", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Id).Take(20).SelectMany(u => u.Posts).Select(p => p.AuthorId).Distinct())
            .Refused("the limit is below a Distinct"),
        Rows("Take then SelectMany then GroupBy the key", "OrderBy Take SelectMany GroupBy", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Id).Take(20).SelectMany(u => u.Posts).GroupBy(p => p.AuthorId).Select(g => new { g.Key, Count = g.Count() }))
            .Refused("the limit is below a GroupBy"),
        Value("Take then SelectMany then Count", "OrderBy Take SelectMany Count", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Id).Take(20).SelectMany(u => u.Posts), q => q.Count(), (q, c) => q.CountAsync(c))
            .Refused("the limit is below an aggregate"),
        Rows("Take then a navigation that drops rows", "OrderBy Take Where navigation", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Id).Take(20).Where(u => u.Profile!.Website != null).Select(u => new { u.Id, u.Profile!.Bio })).Refused(Limit),
        Rows("Take then LeftJoin", "OrderBy Take LeftJoin", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Score).ThenBy(u => u.Id).Take(20)
                .LeftJoin(db.Badges, u => u.Id, b => b.UserId, (u, b) => new { u.Id, Reason = b!.Reason })),
        Rows("Take then a join with a reference table that drops rows", "OrderBy Take Join", "sharded and reference", Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.Id).Take(20).Join(db.Categories, p => p.CategoryCode, c => c.Code, (p, c) => new { p.Id, c.Name })),
        Rows("join of a limit with some rows", "Take Join", Pair, Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.Id).Take(20).Join(db.Users.Where(u => u.IsActive), p => p.AuthorId, u => u.Id, (p, u) => new { p.Id, u.Name })),
        Rows("join of a limit with several rows each", "Take Join", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Id).Take(20).Join(db.Badges, u => u.Id, b => b.UserId, (u, b) => new { u.Id, b.Reason })),
        Rows("left join of a limit on the right", "LeftJoin Take", Pair, Asked.All, (db, _) =>
            db.Users.LeftJoin(db.Posts.OrderBy(p => p.Id).Take(20), u => u.Id, p => p.AuthorId, (u, p) => new { u.Id, Title = p!.Title }))
            .Refused(Limit),
        Value("Any beyond an offset", "Skip Any", User, Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.Id).Skip(250), q => q.Any(), (q, c) => q.AnyAsync(c))
            .Refused("the offset counts rows of all shards"),
        Value("Any with a predicate over a limit", "Take Any", User, Asked.All, (db, _) => db.Posts.OrderByDescending(p => p.Id).Take(4),
            q => q.Any(p => p.Rating == 5), (q, c) => q.AnyAsync(p => p.Rating == 5, c)).Refused("the limit is below a filter"),
        Value("All over a limit", "Take All", User, Asked.All, (db, _) => db.Posts.OrderBy(p => p.Id).Take(3),
            q => q.All(p => p.Rating > 0), (q, c) => q.AllAsync(p => p.Rating > 0, c)).Refused("the limit is below a filter"),
        Value("Contains over a limit", "Take Contains", User, Asked.All, (db, _) => db.Posts.OrderBy(p => p.Id).Select(p => p.Title).Take(5),
            q => q.Contains("zoe"), (q, c) => q.ContainsAsync("zoe", c)).Refused("the limit is below a filter"),
        Value("Any of groups with Having", "GroupBy Any", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.Rating).Where(g => g.Count() > 40).Select(g => g.Key),
            q => q.Any(), (q, c) => q.AnyAsync(c)).CombinedByDatabase("a group may have rows on several shards"),
        Rows("Take then Take", "Take Take", User, Asked.All, (db, _) => db.Posts.OrderBy(p => p.Id).Take(20).Take(5)).Ordered()
            .Refused("a limit is below a limit"),
        Rows("Take then Skip", "Take Skip", User, Asked.All, (db, _) => db.Posts.OrderBy(p => p.Id).Take(20).Skip(15)).Ordered()
            .Refused("a limit is below a limit"),
        Rows("Except, a key for each side", "Except", User, Asked.All, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.User).Select(p => p.Rating).Except(db.Posts.Where(p => p.AuthorId == k.Other).Select(p => p.Rating)))
            .Refused("equal rows may be on several shards"),
        Rows("Intersect, a key for each side", "Intersect", User, Asked.All, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.User).Select(p => p.Rating)
                .Intersect(db.Posts.Where(p => p.AuthorId == k.Other).Select(p => p.Rating)))
            .Refused("equal rows may be on several shards"),
        Rows("Union, a key for each side", "Union", User, Asked.All, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.User).Select(p => p.Rating).Union(db.Posts.Where(p => p.AuthorId == k.Other).Select(p => p.Rating)))
            .Refused("equal rows may be on several shards"),
        Rows("Concat of one shard's rows and a reference table", "Concat", "sharded and reference", Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.User).Select(p => p.Title).Concat(db.Tags.Select(t => t.Name))),
        Rows("key equal to a subquery's value", "Where First", Pair, Asked.All, (db, _) =>
            db.Posts.Where(p => p.AuthorId == db.Users.OrderBy(u => u.Score).Select(u => u.Id).First())).Refused("uncorrelated"),
        Rows("unsharded rows with any sharded row", "Select Any", "unsharded and sharded", Asked.All, (db, _) =>
            db.Settings.Select(s => new { s.Name, Any = db.Users.Any(u => u.Name == s.Name) })).Refused("the unsharded table is on one shard only"),
        Rows("reference rows with a subquery of one shard", "Select Count", "sharded and reference", Asked.One, (db, k) =>
            db.Countries.Select(c => new { c.Code, Posts = db.Posts.Count(p => p.AuthorId == k.User && p.Title != c.Name) })),
        Rows("reference rows of one shard's rows", "Where Any", "many-to-many with reference", Asked.One, (db, k) =>
            db.Tags.Where(t => t.Posts.Any(p => p.AuthorId == k.User))),
        Rows("key condition above a limit", "OrderBy Skip Take Where", User, Asked.All, (db, k) =>
            db.Posts.OrderBy(p => p.Id).Skip(3).Take(100).Where(p => p.AuthorId == k.User)).Refused("the limit is below a filter"),
        Rows("key list above a limit", "OrderBy Take Where Contains", User, Asked.All, (db, k) =>
            db.Posts.OrderBy(p => p.Id).Take(100).Where(p => k.Neighbours.Contains(p.AuthorId))).Refused("the limit is below a filter"),
        Rows("limit joined with a row by its key", "Take Join Where", Pair, Asked.All, (db, k) =>
            db.Users.Where(u => u.Id == k.User)
                .Join(db.Posts.OrderBy(p => p.Id).Skip(5).Take(100), u => u.Id, p => p.AuthorId, (u, p) => new { u.Name, p.Id })).Refused(Limit),
        Rows("reference rows with a limit, a key condition above", "SelectMany Take Where", "sharded and reference", Asked.All, (db, k) =>
            from c in db.Countries
            from p in db.Posts.OrderBy(p => p.Id).Skip(5).Take(100)
            where p.AuthorId == k.User
            select new { c.Code, p.Id }).Refused(Limit),
        Rows("reference rows with a limit, a key constant above", "SelectMany Take Where", "sharded and reference", Asked.All, (db, _) =>
            from c in db.Countries.Select(c => new { c.Code, Id = 5L })
            from p in db.Profiles.OrderByDescending(p => p.UserId).Skip(10).Take(20).Where(p => p.UserId == c.Id)
            select new { c.Code, p.Bio }).Refused(Limit),
        Rows("key condition on an aggregate of groups by another column", "GroupBy Max Where", User, Asked.All, (db, k) =>
            db.Posts.GroupBy(p => p.Rating).Select(g => new { g.Key, Last = g.Max(p => p.AuthorId) }).Where(x => x.Last == k.Prolific)),
        Rows("key equal to the other side's cross-shard column", "Join Where", "cross-shard foreign key", Asked.All, (db, k) =>
            db.Follows.Where(f => f.FollowerId == k.Prolific)
                .Join(db.Follows, a => a.FollowerId, b => b.FollowedId, (a, b) => new { a.FollowedId, b.FollowerId }))
            .Refused("the other side may be on any shard"),
        Rows("key equal to the other side's cross-shard column, joined with its user", "Join Join Where", "cross-shard foreign key", Asked.All,
            (db, k) => from u in db.Users
                join f in db.Follows on u.Id equals f.FollowerId
                join g in db.Follows on f.FollowerId equals g.FollowedId
                where f.FollowerId == k.Prolific
                select new { u.Name, f.FollowedId, g.FollowerId }).Refused("the other side may be on any shard"),
        Rows("joined groups over the other side's cross-shard column", "Join GroupBy Where", "cross-shard foreign key", Asked.All, (db, k) =>
            db.Users.Join(
                    db.Follows.Where(f => f.FollowerId == k.Prolific).Join(db.Follows, a => a.FollowerId, b => b.FollowedId, (a, b) => a),
                    u => u.Id, f => f.FollowerId, (u, f) => f)
                .GroupBy(f => f.FollowerId).Select(g => new { g.Key, Count = g.Count() })).Refused("the other side may be on any shard"),
        Rows("the same list twice", "Contains && Contains", User, Asked.Some, (db, k) =>
            db.Users.Where(u => k.TwoShards.Contains(u.Id)).Where(u => k.TwoShards.Contains(u.Id))),
        Rows("the same list on two joined tables", "Contains Join Contains", Pair, Asked.Some, (db, k) =>
            db.Users.Where(u => k.TwoShards.Contains(u.Id)).Join(
                db.Posts.Where(p => k.TwoShards.Contains(p.AuthorId)), u => u.Id, p => p.AuthorId, (u, p) => new { u.Name, p.Id })),
        Rows("the same list for the key and another column", "Contains || Contains", User, Asked.All, (db, k) =>
            db.Follows.Where(f => k.TwoShards.Contains(f.FollowerId) || k.TwoShards.Contains(f.FollowedId))),
        Rows("the same list for the key and, besides, another column", "Contains && Contains", User, Asked.Some, (db, k) =>
            db.Follows.Where(f => k.TwoShards.Contains(f.FollowerId) && !k.TwoShards.Contains(f.FollowedId))),
        Rows("limit inside a join on the right of a left join", "LeftJoin Join Take", Pair, Asked.All, (db, _) =>
            db.Users.LeftJoin(
                db.Profiles.Join(db.Posts.OrderBy(p => p.Id).Take(20), p => p.UserId, q => q.AuthorId, (p, q) => new { p.UserId, q.Title }),
                u => u.Id, x => x.UserId, (u, x) => new { u.Id, Title = x!.Title })).Refused(Limit),
        Rows("limited reference rows with sharded rows", "Take Join", "sharded and reference", Asked.All, (db, _) =>
            db.Countries.OrderBy(c => c.Name).Take(3).Join(db.Users, c => c.Code, u => u.CountryCode, (c, u) => new { c.Name, u.Id }))
            .Refused("each shard may break the ties of the limit in its own way"),
        Rows("limited distinct reference rows with sharded rows", "Distinct Take Join", "sharded and reference", Asked.All, (db, _) =>
            db.Countries.Select(c => c.Code).Distinct().OrderBy(c => c).Take(4)
                .Join(db.Users, c => c, u => u.CountryCode, (c, u) => new { c, u.Id }))
            .Refused("each shard may break the ties of the limit in its own way"),
        Rows("sharded rows with limited reference rows", "Join Take", "sharded and reference", Asked.All, (db, _) =>
            db.Users.Join(db.Countries.OrderBy(c => c.Name).Take(3), u => u.CountryCode, c => c.Code, (u, c) => new { c.Name, u.Id }))
            .Refused("each shard may break the limit's ties in its own way"),
    ];
}
