using Microsoft.EntityFrameworkCore;
using static EfShard.Differential.Tests.Guide.QueryKind;

namespace EfShard.Differential.Tests.Guide;

/// <summary>The kinds of queries that docs/queries.md shows, from the cheapest to the dearest.</summary>
internal static class QueryKinds
{
    private const long Tenant = 5;
    private static readonly long[] Tenants = [2, 5, 11];

    public static IReadOnlyList<QueryKind> All { get; } =
    [
        Of("with its shard key", db => db.People.Where(p => p.TenantId == Tenant)),
        Of("with a list of shard keys", db => db.People.Where(p => Tenants.Contains(p.TenantId))),
        Of("whatever it is, about one key", db => db.People.Where(p => p.TenantId == Tenant).GroupBy(p => p.Number).Select(g => new { g.Key, Count = g.Count() })),
        Of("with the shard key in a join", db => db.Projects.Where(p => p.Lead!.TenantId == Tenant).Select(p => new { p.Id, p.Lead!.Name.First })),
        Of("a range of a range group", db => db.Payments.Where(p => p.Id < 6).OrderBy(p => p.Id)),
        Of("reference tables alone", db => db.Plans.OrderBy(p => p.Id)),
        Of("an unsharded table alone", db => db.Settings.OrderBy(s => s.Id)),
        Of("a condition on other columns", db => db.People.Where(p => p.Number > 2)),
        Of("in order", db => db.People.OrderBy(p => p.At).ThenBy(p => p.Id).Select(p => p.Id)),
        Of("a page", db => db.People.OrderBy(p => p.At).ThenBy(p => p.Id).Skip(10).Take(5).Select(p => p.Id)),
        Of("a join of what lives together", db => db.People.Join(db.Tenants, p => p.TenantId, t => t.Id, (p, t) => new { p.Id, t.Text })),
        Of("a join with a reference table", db => db.People.Join(db.Plans, p => p.Number, p => p.Number, (person, plan) => new { person.Id, plan.Text })),
        Of("Include of what lives together", db => db.People.Include(p => p.Reports).Include(p => p.Phones)),
        Of("Include with a page", db => db.People.Include(p => p.Reports).OrderBy(p => p.Id).Take(5)),
        Of("a subquery on the shard key", db => db.Tenants.Where(t => t.People.Any(p => p.Flag)).Select(t => t.Id)),
        Of("groups by the shard key", db => db.People.GroupBy(p => p.TenantId).Select(g => new { g.Key, Count = g.Count() })),
        Of("groups by another column", db => db.People.GroupBy(p => p.Number).Select(g => new { g.Key, Count = g.Count(), Sum = g.Sum(p => p.Amount) })),
        Of("groups with Having, the largest first", db => db.People.GroupBy(p => p.Number).Where(g => g.Count() > 1)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Take(3).Select(g => new { g.Key, Count = g.Count() })),
        Of("an average over all", db => db.People.GroupBy(_ => 1).Select(g => new { Count = g.Count(), Average = g.Average(p => p.Number) })),
        Of("different values", db => db.People.Select(p => p.Text).Distinct()),
        Of(
            "raw SQL, run on every shard",
            db => db.Database.SqlQuery<long>($"""SELECT "Id" AS "Value" FROM "Payments" WHERE "Number" > 1""").AllShards().Where(id => id > 3),
            db => db.Payments.Where(p => p.Number > 1 && p.Id > 3).Select(p => p.Id)),
        Of("a join on other columns", db => db.People.Join(db.Items, p => p.Number, i => i.Number, (p, i) => new { p.Id, Item = i.Id })),
        Of("a join with another group", db => db.Payments.Select(p => new { p.Id, p.Person.Name.Last })),
        Of("a join with an unsharded table", db => db.People.Join(db.Settings, p => p.Number, s => s.Number, (p, s) => new { p.Id, s.Text })),
        Of("Include across shards", db => db.Projects.Include(p => p.Items)),
        Of("a subquery on other columns", db => db.People.Where(p => !db.Items.Any(i => i.Number == p.Number)).Select(p => p.Id)),
        Of("a subquery over everything", db => db.People.Where(p => p.Number > db.People.Average(o => o.Number)).Select(p => p.Id)),
        Of("the first of each group", db => db.People.GroupBy(p => p.Number).Select(g => g.OrderBy(p => p.Id).First())),
        Of("Take below other operators", db => db.People.OrderBy(p => p.Id).Take(10).Where(p => p.Flag).Select(p => p.Id)),
        Of("a set operation", db => db.People.Select(p => p.Text).Except(db.Items.Select(i => i.Text))),
        Of("nothing can match", db => db.People.Where(p => p.TenantId == 5 && p.TenantId == 6)),
    ];
}
