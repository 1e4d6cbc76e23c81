using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Databases;
using EfShard.Differential.Tests.Model;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.OnceWrong;

/// <summary>Every query that the generator, or the test suite of EF Core, found answered wrongly, made small. Whatever answers them now must answer them right.</summary>
internal static class WrongQueries
{
    private static readonly World Even = new(20, WorldShape.Even);
    private static readonly World Skewed = new(5, WorldShape.Skewed);
    private static readonly World Sparse = new(7, WorldShape.Sparse);
    private static int None { get; }
    private static long? Key { get; } = 3;
    private static bool? Truth { get; } = true;

    public static IReadOnlyList<WrongQuery> All { get; } =
    [
        Bag("a group of rows whose co-located foreign key is null", Layout.Colocated, db => db.People.GroupBy(p => p.ManagerId).Select(g => new { g.Key, Count = g.Count() })),
        Bag("the different values of a co-located foreign key that may be null", Layout.Mixed, db => db.People.Select(p => p.ManagerId).Distinct()),
        Bag("a union over a co-located foreign key that may be null", Layout.Colocated, db => db.People.Where(p => p.Flag).Select(p => p.ManagerId)
            .Union(db.People.Where(p => !p.Flag).Select(p => p.ManagerId))),
        Bag("the first row of the group whose co-located foreign key is null", Layout.Mixed, db => db.People.GroupBy(p => p.ManagerId)
            .Select(g => g.OrderBy(p => p.Id).First().Id)),
        Bag("a join of rows whose co-located foreign keys are both null", Layout.Mixed, db => db.People
            .SelectMany(p => db.People.Where(q => q.ManagerId == p.ManagerId), (p, q) => new { p.Id, Other = q.Id })),
        Bag("a join of a shard key with the beginning of a longer one", Layout.Mixed, db => db.Tenants
            .Join(db.Quotas, t => t.Id, q => q.TenantId, (t, q) => new { t.Id, q.Region })),
        Bag("a left join of a shard key with the beginning of a longer one", Layout.Mixed, db => db.Quotas
            .LeftJoin(db.Tenants, q => q.TenantId, t => t.Id, (q, t) => new { q.Region, Tenant = (long?)t!.Id })),
        Bag("a subquery over a shard key that begins a longer one", Layout.Mixed, db => db.Quotas
            .Select(q => new { q.Region, Count = db.Tenants.Count(t => t.Id == q.TenantId) })),
        Bag("the first of different rows, ordered also by a constant", Layout.Mixed, db => db.People.Select(p => new { One = 1, p.Amount }).Distinct()
            .OrderBy(p => p.One).ThenBy(p => p.Amount).Take(1)),
        Bag("a list of values that counts rows elsewhere", Layout.Scattered, db => db.Set<Project>()
            .Where(p => new[] { 100, db.Set<Item>().Count(i => i.ProjectId == p.Id) }.Sum() > 101).Select(p => p.Id)),
        Bag("a list of values that counts rows of another group", Layout.Mixed, db => db.Set<Person>()
            .Select(p => new { p.Id, Most = new[] { 1, db.Set<Item>().Count(i => i.Amount == p.Amount) }.Max() })),
        Bag("a subquery in the condition of a join before a right join", Layout.Colocated, db => db.Set<Quota>()
            .Join(db.People, q => (bool?)q.Flag, p => (bool?)p.Phones.Any(x => x.Digits == null), (q, p) => new { q.Region, q.Ordinal, p.Id })
            .RightJoin(db.Set<ItemSummary>(), r => (long?)r.Ordinal, s => s.Id, (r, s) => new { Region = (string?)r!.Region, Person = (long?)r!.Id, s.Id })),
        Bag("a subquery over a small table, aggregated and ordered by", Layout.Mixed, db => db.Set<Ticket>()
            .Select(t => new { t.Amount, Most = db.People.SelectMany(p => p.Messages).Where(m => m.Id == t.Id).Max(m => m.Number) })
            .GroupBy(t => t.Amount).Select(g => new { g.Key, Most = g.Max(t => t.Most) }).OrderBy(g => g.Most)),
        Rows("a page of one row of a split table, with a sum over a small table beside it, ordered again", Layout.Mixed, Skewed, db => db.People
            .Select(p => new { Key = (long?)p.TenantId, Id = (long?)p.Id, Number = p.Details.Height, Text = p.Details.Biography, Amount = (decimal?)p.Amount, At = (DateTime?)p.At, Flag = (bool?)p.Flag })
            .Where(r => r.Id == 24)
            .OrderBy(r => r.Flag).ThenByDescending(r => r.Key).ThenByDescending(r => r.Text).ThenByDescending(r => r.Number).ThenByDescending(r => r.Id).ThenBy(r => r.At)
            .ThenByDescending(r => r.Amount)
            .Skip(None)
            .Select(r => new
            {
                Key,
                Id = db.Articles.Select(a => new { Id = (long?)a.Id }).Where(a => a.Id == 24).Sum(a => a.Id),
                r.Number, r.Text, r.Amount, r.At, r.Flag,
            })
            .OrderBy(r => r.Amount).ThenBy(r => r.At).ThenBy(r => r.Id).ThenBy(r => r.Text).ThenBy(r => r.Key).ThenBy(r => r.Flag).ThenByDescending(r => r.Number)),
    ];

    /// <summary>The same where only Sqlite takes the query.</summary>
    public static IReadOnlyList<WrongQuery> OnSqlite { get; } =
    [
        Rows("a union ordered by what one side keeps as a number and the other as text", Layout.Colocated, db => db.Set<Item>()
            .Select(i => new { Key = (long?)i.TenantId, Id = (long?)i.Id, Flag = (bool?)(i is Bug) })
            .Union(db.Set<Ticket>().IgnoreQueryFilters().Select(t => new { Key = (long?)t.TenantId, Id = (long?)t.Id, Flag = (bool?)t.Flag }))
            .OrderBy(r => r.Flag).ThenBy(r => r.Key).ThenBy(r => r.Id)),
        Rows("the greatest and least of what one side of a union keeps as a number and the other as text", Layout.Colocated, db => db.Set<Item>()
            .Select(i => new { Key = (long?)i.TenantId, Id = (long?)i.Id, Flag = (bool?)(i is Bug) })
            .Union(db.Set<Ticket>().IgnoreQueryFilters().Select(t => new { Key = (long?)t.TenantId, Id = (long?)t.Id, Flag = (bool?)t.Flag }))
            .GroupBy(r => r.Id % 7).Select(g => new { g.Key, Most = g.Max(r => r.Flag), Least = g.Min(r => r.Flag) }).OrderBy(g => g.Key)),
        Rows("a gathered union ordered by what its sides keep as texts and as numbers", Layout.Mixed, db => db.Set<Ticket>().IgnoreQueryFilters()
            .Select(t => new { Key = (long?)t.TenantId, Id = (long?)t.Id, Flag = (bool?)t.Flag })
            .Concat(db.Set<ItemSummary>().Select(s => new { Key = (long?)s.TenantId, Id = (long?)s.Id, Flag = (bool?)s.Flag }))
            .Concat(db.Set<Item>().SelectMany(i => i.Project!.Items.Select(x => new { Key = (long?)x.TenantId, Id = (long?)x.Id, Flag = (bool?)x.Flag })))
            .OrderByDescending(r => r.Flag).ThenBy(r => r.Id).ThenBy(r => r.Key)),
        new("the greatest of a left join over a cross-shard reference, below it a join on the shard key with a collation", Layout.Mixed, Sparse, async db => Lines.Of(
            await db.Projects
                .Select(p => new { Key = (long?)p.TenantId, Id = (long?)p.Id, Number = (int?)p.Labels.Count, At = (DateTime?)p.At })
                .Where(r => r.Id == 29)
                .Join(
                    db.Plans.Select(p => new { Key = (long?)p.TenantId, Id = (long?)p.Id, p.Text, Amount = (decimal?)p.Amount, Flag = (bool?)p.Flag }).Where(r => r.Id == 29),
                    r => r.Key, r => r.Key,
                    (r, o) => new { r.Key, r.Id, Number = 4, Text = EF.Functions.Collate(o.Text, "RTRIM"), o.Amount, r.At, Flag = o.Flag ?? Truth })
                .SelectMany(
                    r => db.People.Select(p => new { Key = (long?)p.TenantId, Id = p.ManagerId, p.Manager!.Number, p.Manager.Text, Amount = (decimal?)p.Amount, At = (DateTime?)p.At })
                        .Where(p => p.Id == 29).Where(p => p.Number == r.Number).DefaultIfEmpty(),
                    (r, p) => new { Key = p!.Key + 5, p.Id, r.Number, p.Text, Amount = r.Id <= Key ? p.Amount : r.Amount, p.At })
                .MaxAsync(r => r.At))),
    ];

    /// <summary>What EF Core does not translate for Sqlite.</summary>
    public static IReadOnlyList<WrongQuery> OnPostgres { get; } =
    [
        Bag("a left join with groups whose key is read as nullable and as not", Layout.Colocated, db => db.People
            .Select(p => new { Id = (long?)p.Id, Number = (int?)p.Phones.Count, p.Text })
            .SelectMany(
                r => db.People
                    .Select(p => new { Id = (long?)p.Id, Number = p.Details.Height, Amount = (decimal?)p.Amount, At = (DateTime?)p.At })
                    .GroupBy(p => new { p.Number, p.Amount })
                    .Where(g => g.Count() > 1)
                    .Select(g => new { Id = g.Min(p => p.Id), g.Key.Number, g.Key.Amount, At = g.Max(p => p.At) })
                    .Where(g => g.Id == r.Id)
                    .DefaultIfEmpty(),
                (r, g) => new { r.Id, r.Number, r.Text, g!.Amount, g.At })),
    ];

    private static WrongQuery Bag<T>(string name, Layout layout, Func<TrackerContext, IQueryable<T>> query)
        => new(name, layout, Even, async db => Lines.Of(await query(db).ToListAsync(), isOrdered: false));

    private static WrongQuery Rows<T>(string name, Layout layout, Func<TrackerContext, IQueryable<T>> query) => Rows(name, layout, Even, query);

    private static WrongQuery Rows<T>(string name, Layout layout, World world, Func<TrackerContext, IQueryable<T>> query)
        => new(name, layout, world, async db => Lines.Of(await query(db).ToListAsync(), isOrdered: true));
}
