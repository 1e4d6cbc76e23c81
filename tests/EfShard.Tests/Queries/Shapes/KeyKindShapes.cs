using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Shard keys of other kinds than a long by hash: composite, Guid, text, converted, days, ranges.</summary>
internal static class KeyKindShapes
{
    private static readonly DateOnly LastQuarter = new(2024, 7, 1);

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("both parts of a composite key", "Where &&", "composite key", Asked.One, (db, k) =>
            db.Invoices.Where(i => i.TenantId == k.Invoices[0].TenantId && i.Region == k.Invoices[0].Region)),
        Rows("one part of a composite key", "Where ==", "composite key", Asked.All, (db, _) => db.Invoices.Where(i => i.TenantId == 3)),
        Rows("two pairs of a composite key", "Where || &&", "composite key", Asked.Some, (db, k) => db.Invoices.Where(i =>
            (i.TenantId == k.Invoices[0].TenantId && i.Region == k.Invoices[0].Region)
            || (i.TenantId == k.Invoices[1].TenantId && i.Region == k.Invoices[1].Region))),
        Rows("a part in a list of one, the other equal", "Contains &&", "composite key", Asked.One, (db, k) =>
        {
            var tenants = new[] { k.Invoices[0].TenantId };
            return db.Invoices.Where(i => tenants.Contains(i.TenantId) && i.Region == k.Invoices[0].Region);
        }),
        Rows("contradiction in a part", "Where &&", "composite key", Asked.None, (db, _) =>
            db.Invoices.Where(i => i.TenantId == 3 && i.Region == "eu" && i.TenantId == 4)),
        Rows("Guid key", "Where ==", "Guid key", Asked.One, (db, k) => db.Documents.Where(d => d.Id == k.Document)),
        Rows("Guid key in a list of one", "Contains", "Guid key", Asked.One, (db, k) =>
        {
            var ids = new[] { k.Document };
            return db.DocumentPages.Where(p => ids.Contains(p.DocumentId));
        }),
        Rows("text key", "Where ==", "text key", Asked.One, (db, _) => db.Accounts.Where(a => a.Login == "Anna")),
        Rows("text key with accents and blanks", "Where ==", "text key", Asked.One, (db, _) => db.Accounts.Where(a => a.Login == "dörte")),
        Rows("text keys in a list", "Contains", "text key", Asked.Some, (db, k) => db.Accounts.Where(a => k.Logins.Contains(a.Login))),
        Rows("start of a text key", "StartsWith", "text key", Asked.All, (db, _) => db.Accounts.Where(a => a.Login.StartsWith("an"))),
        Rows("text key in lower case", "ToLower", "text key", Asked.All, (db, _) => db.Accounts.Where(a => a.Login.ToLower() == "anna")),
        Rows("converted key", "Where ==", "converted key", Asked.One, (db, k) => db.Customers.Where(c => c.Id == k.Customers[0])),
        Rows("converted keys in a list", "Contains", "converted key", Asked.Some, (db, k) =>
            db.Customers.Where(c => k.Customers.Contains(c.Id))),
        Rows("converted key constant", "Where ==", "converted key", Asked.One, (db, _) =>
            db.Tickets.Where(t => t.CustomerId == new CustomerId(7))),
        Rows("range group, ==", "Where ==", "range group", Asked.One, (db, _) => db.Orders.Where(o => o.Id == 1500)),
        Rows("range group, below the first border", "Where <", "range group", Asked.One, (db, _) => db.Orders.Where(o => o.Id < 1000)),
        Rows("range group, up to and with the first border", "Where <=", "range group", Asked.Some, (db, _) =>
            db.Orders.Where(o => o.Id <= 1000)),
        Rows("range group, between two borders", "Where >= <", "range group", Asked.One, (db, _) =>
            db.Orders.Where(o => o.Id >= 1000 && o.Id < 2000)),
        Rows("range group, across a border", "Where >= <=", "range group", Asked.Some, (db, _) =>
            db.Orders.Where(o => o.Id >= 900 && o.Id <= 1100)),
        Rows("range group, from variables", "Where >= <", "range group", Asked.One, (db, _) =>
        {
            var (from, to) = (2000L, 2500L);
            return db.OrderLines.Where(l => l.OrderId >= from && l.OrderId < to);
        }),
        Rows("range group, empty range", "Where > <", "range group", Asked.None, (db, _) => db.Orders.Where(o => o.Id > 100 && o.Id < 50)),
        Rows("range group, == inside a range", "Where == <", "range group", Asked.One, (db, _) =>
            db.Orders.Where(o => o.Id == 500 && o.Id < 1000)),
        Rows("range group, == outside a range", "Where == >", "range group", Asked.None, (db, _) =>
            db.Orders.Where(o => o.Id == 500 && o.Id > 1000)),
        Rows("range group, two ranges of one shard", "Where ||", "range group", Asked.One, (db, _) =>
            db.Orders.Where(o => o.Id < 100 || (o.Id >= 500 && o.Id < 600))),
        Rows("range group, not below", "Where !", "range group", Asked.One, (db, _) => db.Orders.Where(o => !(o.Id < 2000))),
        Rows("range group, keys in a list", "Contains", "range group", Asked.Some, (db, _) =>
        {
            var ids = new long[] { 25, 50, 2500 };
            return db.Orders.Where(o => ids.Contains(o.Id));
        }),
        Rows("range group, all", "ToList", "range group", Asked.Some, (db, _) => db.Orders),
        Rows("range of days, ==", "Where ==", "range group of days", Asked.One, (db, k) => db.Events.Where(e => e.Day == k.Day)),
        Rows("range of days, from a day on", "Where >=", "range group of days", Asked.One, (db, _) =>
            db.Events.Where(e => e.Day >= LastQuarter)),
        Rows("range of days, a part of the day", "Where Year", "range group of days", Asked.Some, (db, _) =>
            db.Events.Where(e => e.Day.Year == 2024)),
        Rows("range of days, all in order", "OrderBy", "range group of days", Asked.All, (db, _) =>
            db.Events.OrderBy(e => e.Day).ThenByDescending(e => e.Time).ThenBy(e => e.Id)).Ordered(),
    ];
}
