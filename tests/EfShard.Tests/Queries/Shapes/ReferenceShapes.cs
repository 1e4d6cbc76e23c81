using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Reference tables (a copy on every shard) and unsharded ones (on one), alone and with sharded ones.</summary>
internal static class ReferenceShapes
{
    private const string Mixed = "sharded and reference";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("reference table alone", "ToList", "reference", Asked.One, (db, _) => db.Countries.Where(c => c.Continent == "Europe")),
        Value("count of a reference table", "Count", "reference", Asked.One, (db, _) => db.Tags, q => q.Count(), (q, c) => q.CountAsync(c)),
        Rows("reference joined with itself", "navigation", "reference", Asked.One, (db, _) =>
            db.Categories.Where(c => c.Parent != null).Select(c => new { c.Code, c.Parent!.Name })),
        Rows("reference grouped", "GroupBy", "reference", Asked.One, (db, _) =>
            db.Countries.GroupBy(c => c.Continent).Select(g => new { g.Key, Count = g.Count() })),
        Rows("reference in order with a limit", "OrderBy Take", "reference", Asked.One, (db, _) => db.Tags.OrderBy(t => t.Name).Take(3)).Ordered(),
        Rows("inner join by navigation", "navigation", Mixed, Asked.All, (db, _) => db.Users.Select(u => new { u.Id, u.Country.Name })),
        Rows("left join by navigation", "navigation", Mixed, Asked.All, (db, _) =>
            db.Posts.Select(p => new { p.Id, Category = p.Category == null ? null : p.Category.Name })),
        Rows("two steps of reference navigation", "navigation", Mixed, Asked.All, (db, _) =>
            db.Posts.Where(p => p.Category!.Parent!.Name == "Technology").Select(p => new { p.Id, p.Category!.Name })),
        Rows("reference on the left of an inner join", "Join", Mixed, Asked.All, (db, _) =>
            db.Countries.Join(db.Users, c => c.Code, u => u.CountryCode, (c, u) => new { c.Name, u.Id })),
        Rows("condition on a reference column", "Where navigation", Mixed, Asked.All, (db, _) => db.Users.Where(u => u.Country.Continent == "Asia")),
        Rows("condition on a reference column, one key", "Where navigation", Mixed, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.User && p.Category!.Name.StartsWith("D"))),
        Rows("ordered by a reference column", "OrderBy navigation", Mixed, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Country.Name).ThenBy(u => u.Id).Select(u => new { u.Id, u.CountryCode })).Ordered(),
        Rows("ordered by a reference column that may be missing", "OrderBy navigation Take", Mixed, Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.Category!.Name).ThenBy(p => p.Id).Select(p => p.Id).Take(120)).Ordered(),
        Rows("cross join with a reference table", "SelectMany", Mixed, Asked.All, (db, _) =>
            from u in db.Users from t in db.Tags where u.Id < 10 && t.Id < 4 select new { u.Id, t.Name }),
        Rows("uncorrelated subquery over a reference table", "Count", Mixed, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Tags = db.Tags.Count(t => t.Id > 3) })),
        Rows("in a subquery over a reference table", "Contains", Mixed, Asked.All, (db, _) =>
            db.Users.Where(u => db.Countries.Where(c => c.Continent == "America").Select(c => c.Code).Contains(u.CountryCode))),
        Rows("correlated subquery over a reference table", "Any", Mixed, Asked.All, (db, _) =>
            db.Posts.Where(p => db.Categories.Any(c => c.ParentCode == p.CategoryCode))),
        Rows("reference rows with a row of one shard", "Where Any", Mixed, Asked.One, (db, k) =>
            db.Countries.Where(c => c.Users.Any(u => u.Id == k.User))),
        Rows("reference left join sharded", "LeftJoin", Mixed, Asked.All, (db, _) =>
            db.Countries.LeftJoin(db.Users, c => c.Code, u => u.CountryCode, (c, u) => new { c.Code, Id = u == null ? 0 : u.Id }))
            .Refused("each shard would give the reference rows that have no match there"),
        Rows("Include of sharded rows in reference rows", "Include", Mixed, Asked.All, (db, _) => db.Countries.Include(c => c.Users))
            .Refused("each shard would give the reference rows that have no match there"),
        Rows("reference rows with any sharded row", "Where Any", Mixed, Asked.All, (db, _) => db.Countries.Where(c => c.Users.Any(u => u.IsActive)))
            .Refused("reference rows would come from every shard"),
        Rows("reference rows without any sharded row", "Where !Any", Mixed, Asked.All, (db, _) => db.Countries.Where(c => !c.Users.Any()))
            .Refused("each shard knows its own rows only"),
        Rows("count of sharded rows a reference row", "Select Count", Mixed, Asked.All, (db, _) =>
            db.Countries.Select(c => new { c.Code, Users = c.Users.Count }))
            .Refused("each shard knows its own rows only"),
        Rows("sharded and reference rows concatenated", "Concat", Mixed, Asked.All, (db, _) =>
            db.Users.Select(u => u.Name).Concat(db.Tags.Select(t => t.Name)))
            .Refused("reference rows would come from every shard"),
        Rows("unsharded table", "ToList", "unsharded", Asked.One, (db, _) => db.Settings),
        Rows("unsharded table in order", "OrderBy", "unsharded", Asked.One, (db, _) => db.Settings.OrderBy(s => s.Name)).Ordered(),
        Rows("unsharded and reference", "Join", "unsharded and reference", Asked.One, (db, _) =>
            from s in db.Settings from t in db.Tags where s.Value == "20" select new { s.Name, Tag = t.Name }),
        Value("sum over an unsharded table", "Sum", "unsharded", Asked.One, (db, _) => db.Settings,
            q => q.Sum(s => s.Value.Length), (q, c) => q.SumAsync(s => s.Value.Length, c)),
        Rows("unsharded and sharded, key on the same shard", "SelectMany", "unsharded and sharded", Asked.One, (db, k) =>
            from u in db.Users from s in db.Settings where u.Id == k.OnHome select new { u.Id, s.Name }),
        Rows("unsharded and sharded", "SelectMany", "unsharded and sharded", Asked.All, (db, _) =>
            from u in db.Users from s in db.Settings where s.Name == "theme" select new { u.Id, s.Value })
            .Refused("the unsharded table is on one shard only"),
        Rows("sharded with a subquery over an unsharded table", "Select First", "unsharded and sharded", Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Theme = db.Settings.Where(s => s.Name == "theme").Select(s => s.Value).FirstOrDefault() }))
            .Refused("the unsharded table is on one shard only"),
    ];
}
