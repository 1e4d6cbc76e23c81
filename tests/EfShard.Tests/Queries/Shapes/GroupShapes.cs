using EfShard.Tests.Queries.Harness;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Distinct and GroupBy: with the shard key, without it, and on one shard.</summary>
internal static class GroupShapes
{
    private const string User = "sharded";
    private const string WithoutKey = "a group may have rows on several shards";
    private const string DistinctWithoutKey = "equal rows may be on several shards";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("Distinct of the key", "Distinct", User, Asked.All, (db, _) => db.Posts.Select(p => p.AuthorId).Distinct()),
        Rows("Distinct of the key and more", "Distinct", User, Asked.All, (db, _) => db.Posts.Select(p => new { p.AuthorId, p.Rating }).Distinct()),
        Rows("Distinct of entities", "Distinct", User, Asked.All, (db, _) => db.Users.Distinct()),
        Rows("Distinct of the parent's key", "Distinct navigation", "two sharded, one group", Asked.All, (db, _) =>
            db.Posts.Select(p => new { p.Author.Id, p.CategoryCode }).Distinct()),
        Rows("Distinct then OrderBy and Take", "Distinct OrderBy Take", User, Asked.All, (db, _) =>
            db.Posts.Select(p => p.AuthorId).Distinct().OrderByDescending(id => id).Take(10)).Ordered(),
        Rows("Distinct of a composite key", "Distinct", "composite key", Asked.All, (db, _) =>
            db.Invoices.Select(i => new { i.Region, i.TenantId }).Distinct()),
        Rows("Distinct without the key, one shard", "Distinct Where", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.Prolific).Select(p => p.Rating).Distinct()),
        Rows("Distinct without the key", "Distinct", User, Asked.All, (db, _) => db.Posts.Select(p => p.Rating).Distinct()),
        Rows("Distinct of a part of a composite key", "Distinct", "composite key", Asked.All, (db, _) => db.Invoices.Select(i => i.Region).Distinct()),
        Rows("Distinct of a parent", "Distinct navigation", "sharded and reference", Asked.All, (db, _) => db.Users.Select(u => u.Country).Distinct()),
        Rows("GroupBy the key", "GroupBy Count", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.AuthorId).Select(g => new { g.Key, Count = g.Count() })),
        Rows("GroupBy the key, all aggregates", "GroupBy Sum Min Max Average", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.AuthorId).Select(g => new
            {
                g.Key,
                Sum = g.Sum(p => p.Rating),
                Min = g.Min(p => p.CreatedAt),
                Max = g.Max(p => p.Title),
                Average = g.Average(p => p.Rating),
                Some = g.Count(p => p.Body != null),
            })),
        Rows("GroupBy the key and more", "GroupBy Count", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => new { p.AuthorId, p.CategoryCode }).Select(g => new { g.Key.AuthorId, g.Key.CategoryCode, Count = g.Count() })),
        Rows("GroupBy the key with Having", "GroupBy Where", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.AuthorId).Where(g => g.Count() > 4).Select(g => new { g.Key, Best = g.Max(p => p.Rating) })),
        Rows("GroupBy the key ordered by an aggregate", "GroupBy OrderBy Take", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.AuthorId).Select(g => new { g.Key, Count = g.Count() }).OrderByDescending(x => x.Count).ThenBy(x => x.Key)
                .Take(5))
            .Ordered(),
        Rows("GroupBy the key, distinct count", "GroupBy Distinct Count", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.AuthorId).Select(g => new { g.Key, Count = g.Select(p => p.Rating).Distinct().Count() })),
        Rows("GroupBy the key over a join", "Join GroupBy", "two sharded, one group", Asked.All, (db, _) =>
            db.Users.Join(db.Posts, u => u.Id, p => p.AuthorId, (u, p) => new { u.Id, u.Name, p.Rating })
                .GroupBy(x => new { x.Id, x.Name }).Select(g => new { g.Key.Name, Sum = g.Sum(x => x.Rating) })),
        Rows("GroupBy a composite key", "GroupBy Sum", "composite key", Asked.All, (db, _) =>
            db.Invoices.GroupBy(i => new { i.TenantId, i.Region }).Select(g => new { g.Key, Last = g.Max(i => i.Number), Count = g.Count() })),
        Rows("the first of each group", "GroupBy OrderBy First", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.AuthorId).Select(g => g.OrderByDescending(p => p.Rating).ThenBy(p => p.Id).First())),
        Rows("groups of rows by the key", "GroupBy ToList", User, Asked.All, (db, _) => db.Posts.GroupBy(p => p.AuthorId)),
        Rows("groups of rows by another column", "GroupBy ToList", User, Asked.All, (db, _) => db.Users.GroupBy(u => u.City)),
        Rows("groups as collections", "GroupBy Select ToList", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.AuthorId).Select(g => new { g.Key, Titles = g.Select(p => p.Title).ToList() })),
        Rows("GroupBy another column, one shard", "GroupBy Where", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.Prolific).GroupBy(p => p.Rating).Select(g => new { g.Key, Count = g.Count() })),
        Rows("GroupBy a constant, one shard", "GroupBy Where", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.Prolific).GroupBy(_ => 1).Select(g => new { Count = g.Count(), Sum = g.Sum(p => p.Rating) })),
        Rows("GroupBy another column", "GroupBy Count", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.Rating).Select(g => new { g.Key, Count = g.Count() })),
        Rows("GroupBy a constant", "GroupBy Count", User, Asked.All, (db, _) => db.Posts.GroupBy(_ => 1).Select(g => new { Count = g.Count() })),
        Rows("GroupBy a part of a composite key", "GroupBy Sum", "composite key", Asked.All, (db, _) =>
            db.Invoices.GroupBy(i => i.TenantId).Select(g => new { g.Key, Count = g.Count() })),
        Rows("GroupBy an expression of the key", "GroupBy Count", User, Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.Id % 10).Select(g => new { g.Key, Count = g.Count() })),
        Rows("GroupBy a reference column", "GroupBy navigation", "sharded and reference", Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.Country.Continent).Select(g => new { g.Key, Count = g.Count() })),
        Rows("GroupBy over groups", "GroupBy GroupBy", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.AuthorId).Select(g => g.Count()).GroupBy(n => n).Select(g => new { g.Key, Count = g.Count() })),
    ];
}
