using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Groups that have rows on several shards: every kind of key, HAVING, order and limit over groups.</summary>
internal static class CombinedGroupShapes
{
    private const string User = "sharded";
    private const string Database = "only a database can work the expression out";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("all aggregates", "GroupBy Sum Min Max Average", User, Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.Age).Select(g => new
            {
                g.Key,
                Count = g.Count(),
                Long = g.LongCount(),
                Sum = g.Sum(u => u.Age),
                Balance = g.Sum(u => u.Balance),
                Average = g.Average(u => u.Balance),
                Min = g.Min(u => u.CreatedAt),
                Max = g.Max(u => u.Name),
                Best = g.Max(u => u.Score),
                Ages = g.Average(u => u.Age),
            })),
        Rows("conditional aggregates", "GroupBy Count Sum", User, Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.City).Select(g => new
            {
                g.Key,
                Active = g.Count(u => u.IsActive),
                Adults = g.Sum(u => u.Age > 20 ? 1 : 0),
                Old = g.Where(u => u.Age > 30).Max(u => u.Age),
                Paid = g.Where(u => u.Age > 30).Sum(u => u.Balance),
                Mean = g.Where(u => u.IsActive).Average(u => u.Age),
            })),
        Rows("null as a key", "GroupBy", User, Asked.All, (db, _) => db.Users.GroupBy(u => u.City).Select(g => new { g.Key, Count = g.Count() })),
        Rows("two keys", "GroupBy", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => new { p.Rating, p.CategoryCode }).Select(g => new { g.Key.Rating, g.Key.CategoryCode, Count = g.Count() })),
        Rows("text without regard to case as a key", "GroupBy", "column collation", Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.Nickname).Select(g => new { Key = g.Key.ToUpper(), Count = g.Count() })),
        Rows("bool as a key", "GroupBy", User, Asked.All, (db, _) => db.Users.GroupBy(u => u.IsActive).Select(g => new { g.Key, Count = g.Count() })),
        Rows("condition as a key", "GroupBy", User, Asked.All, (db, _) => db.Users.GroupBy(u => u.Age > 30).Select(g => new { g.Key, Count = g.Count() })),
        Rows("enum as a key", "GroupBy", "enum column", Asked.All, (db, _) => db.Users.GroupBy(u => u.Level).Select(g => new { g.Key, Count = g.Count() })),
        Rows("enum stored as text as a key", "GroupBy", "converted column", Asked.Some, (db, _) =>
            db.Orders.GroupBy(o => o.Status).Select(g => new { g.Key, Total = g.Sum(o => o.Total) })),
        Rows("moment as a key", "GroupBy", User, Asked.All, (db, _) => db.Posts.GroupBy(p => p.CreatedAt).Select(g => new { g.Key, Count = g.Count() })),
        Rows("year as a key", "GroupBy", User, Asked.All, (db, _) => db.Users.GroupBy(u => u.CreatedAt.Month).Select(g => new { g.Key, Count = g.Count() })),
        Rows("day as a key", "GroupBy", "DateOnly column", Asked.All, (db, _) =>
            db.Invoices.GroupBy(i => i.IssuedOn).Select(g => new { g.Key, Sum = g.Sum(i => i.Amount) })),
        Rows("time of day as a key", "GroupBy", "TimeOnly column", Asked.All, (db, _) =>
            db.Events.GroupBy(e => e.Time).Select(g => new { g.Key, Count = g.Count() })),
        Rows("decimal as a key", "GroupBy", "decimal column", Asked.Some, (db, _) =>
            db.Set<Model.Blog.OrderLine>().GroupBy(l => l.Price).Select(g => new { g.Key, Quantity = g.Sum(l => l.Quantity) })),
        Rows("double as a key", "GroupBy", User, Asked.All, (db, _) => db.Users.GroupBy(u => u.Score).Select(g => new { g.Key, Count = g.Count() })),
        Rows("another entity's key", "GroupBy", "cross-shard foreign key", Asked.All, (db, _) =>
            db.Follows.GroupBy(f => f.FollowedId).Select(g => new { g.Key, Count = g.Count() })),
        Rows("owned column as a key", "GroupBy", "owned", Asked.All, (db, _) => db.Users.GroupBy(u => u.Address.Town).Select(g => new { g.Key, Count = g.Count() })),
        Rows("column of the parent as a key", "GroupBy navigation", "two sharded, one group", Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.Author.City).Select(g => new { g.Key, Count = g.Count(), Best = g.Max(p => p.Rating) })),
        Rows("reference column with a left join as a key", "GroupBy navigation", "sharded and reference", Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.Category!.Name).Select(g => new { g.Key, Count = g.Count() })),
        Rows("expression over keys", "GroupBy +", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.Rating).Select(g => new { Twice = (g.Key * 2) + 1, Count = g.Count() })),
        Rows("Having a count", "GroupBy Where", User, Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.Age).Where(g => g.Count() > 2).Select(g => new { g.Key, Count = g.Count() })),
        Rows("Having a count of a parameter", "GroupBy Where", User, Asked.All, (db, k) =>
            db.Users.GroupBy(u => u.Age).Where(g => g.Count() >= k.TwoShards.Length && g.Max(u => u.Age) != 20 || g.LongCount() == 1)
                .Select(g => new { g.Key, Count = g.Count() })),
        Rows("Having a negated condition", "GroupBy Where", User, Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.City).Where(g => !(g.Count() > 2 || g.Min(u => u.Age) == 18)).Select(g => new { g.Key, Count = g.Count() })),
        Rows("Having a sum of decimals", "GroupBy Where", "decimal column", Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.City).Where(g => g.Sum(u => u.Balance) > 1000).Select(g => new { g.Key, Count = g.Count() })).CombinedByDatabase(Database),
        Rows("difference of aggregates", "GroupBy -", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.Rating).Select(g => new { g.Key, Spread = g.Max(p => p.AuthorId) - g.Min(p => p.AuthorId) })).CombinedByDatabase(Database),
        Rows("ordered by the key", "GroupBy OrderBy", User, Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.Age).Select(g => new { g.Key, Count = g.Count() }).OrderBy(x => x.Key)).Ordered(),
        Rows("ordered by the key, descending, first ones", "GroupBy OrderByDescending Take", User, Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.City).Select(g => new { g.Key, Count = g.Count() }).OrderByDescending(x => x.Key).Take(3)).Ordered(),
        Rows("ordered by two keys, a page", "GroupBy OrderBy Skip Take", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => new { p.Rating, p.CategoryCode }).Select(g => new { g.Key.Rating, g.Key.CategoryCode, Count = g.Count() })
                .OrderByDescending(x => x.Rating).ThenBy(x => x.CategoryCode).Skip(3).Take(7)).Ordered(),
        Rows("ordered by one of two keys, first ones", "GroupBy OrderBy Take", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => new { p.Rating, p.CategoryCode }).Select(g => new { g.Key.Rating, g.Key.CategoryCode, Count = g.Count() })
                .OrderBy(x => x.Rating).ThenByDescending(x => x.Count).ThenBy(x => x.CategoryCode).Take(9)).Ordered(),
        Rows("ordered by a count", "GroupBy OrderByDescending Take", User, Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.City).Select(g => new { g.Key, Count = g.Count() }).OrderByDescending(x => x.Count).ThenBy(x => x.Key).Take(4))
            .Ordered(),
        Rows("ordered by a least text", "GroupBy OrderBy", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.Rating).Select(g => new { g.Key, First = g.Min(p => p.Title) }).OrderBy(x => x.First).ThenBy(x => x.Key)).Ordered(),
        Rows("ordered by an average", "GroupBy OrderBy", "decimal column", Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.Age).Select(g => new { g.Key, Average = g.Average(u => u.Balance) }).OrderByDescending(x => x.Average)
                .ThenBy(x => x.Key)).Ordered(),
        Rows("ordered by what is not selected", "GroupBy OrderBy Select", User, Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.Level).OrderBy(g => g.Max(u => u.Score)).Select(g => g.Key)).Ordered(),
        Rows("Distinct then OrderBy and Skip", "Distinct OrderBy Skip Take", User, Asked.All, (db, _) =>
            db.Posts.Select(p => p.Title).Distinct().OrderBy(t => t).Skip(5).Take(10)).Ordered(),
        Rows("Distinct of two columns, ordered by one", "Distinct OrderBy", User, Asked.All, (db, _) =>
            db.Posts.Select(p => new { p.Rating, p.CategoryCode }).Distinct().OrderBy(x => x.CategoryCode).ThenByDescending(x => x.Rating)).Ordered(),
        Rows("Distinct of text without regard to case", "Distinct", "column collation", Asked.All, (db, _) =>
            db.Users.Select(u => u.Nickname).Distinct().Select(n => n.ToUpper())).CombinedByDatabase(Database),
        Rows("Distinct of counts by the key", "GroupBy Distinct", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.AuthorId).Select(g => g.Count()).Distinct()),
        Rows("different values counted", "GroupBy Distinct Count", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.Rating).Select(g => new
            {
                g.Key,
                Authors = g.Select(p => p.AuthorId).Distinct().Count(),
                Titles = g.Select(p => p.Title).Distinct().Count(),
                Categories = g.Select(p => p.CategoryCode).Distinct().Count(),
                Sum = g.Sum(p => p.AuthorId),
                Average = g.Average(p => p.AuthorId),
            })),
        Rows("groups of expressions of groups", "GroupBy GroupBy", User, Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.Age).Select(g => g.Count()).GroupBy(n => n).Select(g => new { g.Key, Count = g.Count() })).CombinedByDatabase(Database),
        Rows("one group of nothing", "GroupBy", User, Asked.All, (db, _) =>
            db.Users.Where(u => u.Age > 1000).GroupBy(_ => 1).Select(g => new { Count = g.Count(), Sum = g.Sum(u => u.Age) })),
        Rows("several values of the whole table", "GroupBy Count Sum Max Average", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(_ => 1).Select(g => new
            {
                Count = g.Count(), Sum = g.Sum(p => p.Rating), Max = g.Max(p => p.CreatedAt), Average = g.Average(p => p.Rating),
            })),
        // Their order is unspecified.
        Steps("joined texts of a group", "GroupBy string.Join", User, Asked.All,
            (db, _) => db.Users.GroupBy(u => u.Level).Select(g => new { g.Key, Names = string.Join("|", g.Select(u => u.Name)) }).ToList()
                .ConvertAll(x => (x.Key, string.Join("|", x.Names.Split('|').Order(StringComparer.Ordinal)))),
            async (db, _, c) => (await db.Users.GroupBy(u => u.Level).Select(g => new { g.Key, Names = string.Join("|", g.Select(u => u.Name)) }).ToListAsync(c))
                .ConvertAll(x => (x.Key, string.Join("|", x.Names.Split('|').Order(StringComparer.Ordinal))))),
        Rows("entities of groups by another column", "GroupBy First", User, Asked.All, (db, _) =>
            db.Posts.GroupBy(p => p.Rating).Select(g => g.OrderByDescending(p => p.Id).First())).Refused("partitions on several shards"),
    ];
}
