using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>One value of rows on all shards: every aggregate over every kind of value, and over nothing.</summary>
internal static class CombineShapes
{
    private const string User = "sharded";
    private const string Database = "only a database can work the expression out";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Value("Count with a predicate", "Count", User, Asked.All, (db, _) => db.Users, q => q.Count(u => u.City == null),
            (q, c) => q.CountAsync(u => u.City == null, c)),
        Value("Count of nothing", "Count", User, Asked.All, (db, _) => db.Users.Where(u => u.Age > 1000), q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("Count of a child table", "Count", "co-located foreign key", Asked.All, (db, _) => db.Comments, q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("Count of a hierarchy's type", "OfType Count", "TPH", Asked.All, (db, _) => db.Posts.OfType<Article>(), q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("Count over tables of a hierarchy", "Count", "TPT", Asked.All, (db, _) => db.Payments, q => q.Count(p => p.Amount > 100),
            (q, c) => q.CountAsync(p => p.Amount > 100, c)),
        Value("Count over concrete tables", "Count", "TPC", Asked.All, (db, _) => db.Badges, q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("Count of a range of shards", "Count", "range group", Asked.Some, (db, _) => db.Orders.Where(o => o.Id < 2000), q => q.Count(),
            (q, c) => q.CountAsync(c)),
        Value("Sum of nullable numbers", "Sum", User, Asked.All, (db, _) => db.Users, q => q.Sum(u => u.Age), (q, c) => q.SumAsync(u => u.Age, c)),
        Value("Sum of nothing", "Sum", User, Asked.All, (db, _) => db.Users.Where(u => u.Age > 1000), q => q.Sum(u => u.Age),
            (q, c) => q.SumAsync(u => u.Age, c)),
        Value("Sum of longs", "Sum", User, Asked.All, (db, _) => db.Posts, q => q.Sum(p => p.AuthorId), (q, c) => q.SumAsync(p => p.AuthorId, c)),
        Value("Sum of decimals", "Sum", "decimal column", Asked.All, (db, _) => db.Users, q => q.Sum(u => u.Balance), (q, c) => q.SumAsync(u => u.Balance, c)),
        Value("Sum of no decimals", "Sum", "decimal column", Asked.All, (db, _) => db.Users.Where(u => u.Age > 1000), q => q.Sum(u => u.Balance),
            (q, c) => q.SumAsync(u => u.Balance, c)),
        Value("Sum of an expression", "Sum", User, Asked.All, (db, _) => db.Posts, q => q.Sum(p => (p.Rating * 3) - 1),
            (q, c) => q.SumAsync(p => (p.Rating * 3) - 1, c)),
        Value("Sum over lines", "Sum *", "composite key", Asked.Some, (db, _) => db.Set<OrderLine>(), q => q.Sum(l => l.Price * l.Quantity),
            (q, c) => q.SumAsync(l => l.Price * l.Quantity, c)),
        Steps("Sum of doubles, to the sixth digit", "Sum", User, Asked.All, (db, _) => Math.Round(db.Users.Sum(u => u.Score), 6),
            async (db, _, c) => Math.Round(await db.Users.SumAsync(u => u.Score, c), 6)),
        Steps("Average of doubles, to the sixth digit", "Average", User, Asked.All, (db, _) => Math.Round(db.Users.Average(u => u.Score), 6),
            async (db, _, c) => Math.Round(await db.Users.AverageAsync(u => u.Score, c), 6)),
        Steps("Average of floats, to the second digit", "Average", User, Asked.All, (db, _) => Math.Round(db.Users.Average(u => (float)u.Score), 2),
            async (db, _, c) => Math.Round(await db.Users.AverageAsync(u => (float)u.Score, c), 2)),
        Value("Average of numbers", "Average", User, Asked.All, (db, _) => db.Posts, q => q.Average(p => p.Rating), (q, c) => q.AverageAsync(p => p.Rating, c)),
        Value("Average of longs", "Average", User, Asked.All, (db, _) => db.Posts, q => q.Average(p => p.AuthorId),
            (q, c) => q.AverageAsync(p => p.AuthorId, c)),
        Value("Average of decimals", "Average", "decimal column", Asked.All, (db, _) => db.Users, q => q.Average(u => u.Balance),
            (q, c) => q.AverageAsync(u => u.Balance, c)),
        Value("Average of small decimals", "Average", "decimal column", Asked.All, (db, _) => db.Users.Where(u => u.Age < 25),
            q => q.Average(u => u.Balance / 100_000), (q, c) => q.AverageAsync(u => u.Balance / 100_000, c)),
        Value("Average of negative decimals", "Average", "decimal column", Asked.All, (db, _) => db.Users,
            q => q.Average(u => -u.Balance), (q, c) => q.AverageAsync(u => -u.Balance, c)),
        Value("Average of nothing over shards", "Average", User, Asked.All, (db, _) => db.Posts.Where(p => p.Rating > 99),
            q => q.Average(p => p.Rating), (q, c) => q.AverageAsync(p => p.Rating, c)).With(ShapeTraits.Throws),
        Value("nullable Average of nothing over shards", "Average", "decimal column", Asked.All, (db, _) => db.Users.Where(u => u.Age > 1000),
            q => q.Average(u => (decimal?)u.Balance), (q, c) => q.AverageAsync(u => (decimal?)u.Balance, c)),
        Value("Min of nothing over shards", "Min", User, Asked.All, (db, _) => db.Posts.Where(p => p.Rating > 99),
            q => q.Min(p => p.Rating), (q, c) => q.MinAsync(p => p.Rating, c)).With(ShapeTraits.Throws),
        Value("nullable Min of nothing over shards", "Min", User, Asked.All, (db, _) => db.Posts.Where(p => p.Rating > 99),
            q => q.Min(p => (DateTime?)p.CreatedAt), (q, c) => q.MinAsync(p => (DateTime?)p.CreatedAt, c)),
        Value("Min of texts", "Min", "text column", Asked.All, (db, _) => db.Posts, q => q.Min(p => p.Title)!, (q, c) => q.MinAsync(p => p.Title, c)),
        Value("Max of texts", "Max", "text column", Asked.All, (db, _) => db.Users, q => q.Max(u => u.Name)!, (q, c) => q.MaxAsync(u => u.Name, c)),
        Value("Max of texts without regard to case", "Max", "column collation", Asked.All, (db, _) => db.Users,
            q => q.Max(u => u.Nickname)!.ToUpperInvariant(), async (q, c) => (await q.MaxAsync(u => u.Nickname, c)).ToUpperInvariant()),
        Value("Max of decimals", "Max", "decimal column", Asked.All, (db, _) => db.Users, q => q.Max(u => u.Balance), (q, c) => q.MaxAsync(u => u.Balance, c)),
        Value("Min of decimals", "Min", "decimal column", Asked.All, (db, _) => db.Users, q => q.Min(u => u.Balance), (q, c) => q.MinAsync(u => u.Balance, c)),
        Value("Max of doubles", "Max", User, Asked.All, (db, _) => db.Users, q => q.Max(u => u.Score), (q, c) => q.MaxAsync(u => u.Score, c)),
        Value("Max of an enum", "Max", "enum column", Asked.All, (db, _) => db.Users, q => q.Max(u => u.Level), (q, c) => q.MaxAsync(u => u.Level, c)),
        Value("Min of days", "Min", "DateOnly key", Asked.All, (db, _) => db.Events, q => q.Min(e => e.Day), (q, c) => q.MinAsync(e => e.Day, c)),
        Value("Max of times of day", "Max", "TimeOnly column", Asked.All, (db, _) => db.Events, q => q.Max(e => e.Time), (q, c) => q.MaxAsync(e => e.Time, c)),
        Value("Max of nullable moments", "Max", "text key", Asked.All, (db, _) => db.Accounts, q => q.Max(a => a.LastSeenAt),
            (q, c) => q.MaxAsync(a => a.LastSeenAt, c)),
        Value("Min of a converted key", "Min", "key with a converter", Asked.All, (db, _) => db.Customers, q => q.Min(x => x.Id),
            (q, c) => q.MinAsync(x => x.Id, c)),
        Value("Distinct then Count, other column", "Distinct Count", User, Asked.All, (db, _) => db.Posts.Select(p => p.Title).Distinct(),
            q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("Distinct then Count, with null", "Distinct Count", User, Asked.All, (db, _) => db.Users.Select(u => u.City).Distinct(),
            q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("Distinct then LongCount, two columns", "Distinct LongCount", User, Asked.All, (db, _) =>
            db.Posts.Select(p => new { p.Rating, p.CategoryCode }).Distinct(), q => q.LongCount(), (q, c) => q.LongCountAsync(c)),
        Value("groups counted", "GroupBy Count", User, Asked.All, (db, _) => db.Users.GroupBy(u => u.Age).Select(g => g.Key),
            q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("groups by the key counted", "GroupBy Count", User, Asked.All, (db, _) => db.Posts.GroupBy(p => p.AuthorId).Select(g => g.Key),
            q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("groups with Having counted", "GroupBy Where Count", User, Asked.All, (db, _) =>
            db.Users.GroupBy(u => u.Age).Where(g => g.Count() > 2).Select(g => g.Key), q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("Sum of counts by the key", "GroupBy Sum", User, Asked.All, (db, _) => db.Posts.GroupBy(p => p.AuthorId).Select(g => g.Count()),
            q => q.Sum(), (q, c) => q.SumAsync(c)),
        Value("Max of counts by the key", "GroupBy Max", User, Asked.All, (db, _) => db.Posts.GroupBy(p => p.AuthorId).Select(g => g.Count()),
            q => q.Max(), (q, c) => q.MaxAsync(c)),
        Value("Sum of different values", "Distinct Sum", User, Asked.All, (db, _) => db.Posts.Select(p => p.Rating).Distinct(), q => q.Sum(),
            (q, c) => q.SumAsync(c)).CombinedByDatabase(Database),
        Value("Sum with a subquery", "Sum Count", "two sharded, one group", Asked.All, (db, _) => db.Users, q => q.Sum(u => u.Posts.Count),
            (q, c) => q.SumAsync(u => u.Posts.Count, c)),
        Value("Count of a reference join", "Join Count", "sharded and reference", Asked.All, (db, _) => db.Users.Where(u => u.Country.Continent == "Europe"),
            q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("Count over a left join", "LeftJoin Count", "two sharded, one group", Asked.All, (db, _) =>
            db.Users.LeftJoin(db.Profiles, u => u.Id, p => p.UserId, (u, p) => new { u.Id, p!.Bio }), q => q.Count(), (q, c) => q.CountAsync(c)),
    ];
}
