using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Query filters, inheritance in one table and in several, owned types, JSON, lists of values.</summary>
internal static class MappingShapes
{
    private const string Tph = "table per hierarchy";
    private const string Tpt = "table per type";
    private const string Tpc = "table per concrete type";
    private const string Owned = "owned, same table";
    private const string OwnedTable = "owned, own table";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("filter on a column", "HasQueryFilter", "query filter", Asked.All, (db, _) => db.Comments),
        Rows("filter switched off", "IgnoreQueryFilters", "query filter", Asked.All, (db, _) => db.Comments.IgnoreQueryFilters()),
        Rows("filter in a collection", "Include", "query filter", Asked.All, (db, _) => db.Posts.Include(p => p.Comments)),
        Rows("filter in a subquery", "Where Count", "query filter", Asked.All, (db, _) => db.Posts.Where(p => p.Comments.Count > 3)),
        Rows("filter on the shard key", "HasQueryFilter", "query filter on the key", Asked.One, (db, _) => db.Projects),
        Rows("filter on the shard key, in order", "HasQueryFilter OrderBy Take", "query filter on the key", Asked.One, (db, _) =>
            db.Projects.OrderBy(p => p.Title).ThenBy(p => p.Id).Take(5)).Ordered(),
        Rows("filter on the shard key, another tenant", "HasQueryFilter", "query filter on the key", Asked.One, (db, _) =>
        {
            db.CurrentTenant = "globex";
            return db.Projects;
        }),
        Rows("filter on the shard key switched off", "IgnoreQueryFilters", "query filter on the key", Asked.All, (db, _) =>
            db.Projects.IgnoreQueryFilters()),
        Value("filter on the shard key, Count", "HasQueryFilter Count", "query filter on the key", Asked.One, (db, _) => db.Projects,
            q => q.Count(), (q, c) => q.CountAsync(c)),
        Rows("TPH: all types", "ToList", Tph, Asked.All, (db, _) => db.Posts),
        Rows("TPH: set of a derived type", "DbSet", Tph, Asked.All, (db, _) => db.Articles),
        Rows("TPH: OfType", "OfType", Tph, Asked.All, (db, _) => db.Posts.OfType<Note>()),
        Rows("TPH: OfType, key", "OfType Where", Tph, Asked.One, (db, k) => db.Posts.Where(p => p.AuthorId == k.Prolific).OfType<Article>()),
        Rows("TPH: is", "Where is", Tph, Asked.All, (db, _) =>
            db.Posts.Where(p => p is Article || p is Note).Select(p => new { p.Id, IsNote = p is Note })),
        Rows("TPH: column of a derived type", "Where cast", Tph, Asked.All, (db, _) => db.Posts.Where(p => ((Article)p).WordCount > 100)),
        Rows("TPH: ordered by a column of a derived type", "OrderBy cast", Tph, Asked.All, (db, _) =>
            db.Posts.OrderBy(p => (p as Article)!.Summary).ThenBy(p => (p as Note)!.Mood).ThenBy(p => p.Id).Select(p => p.Id)).Ordered(),
        Rows("TPH: Include on a derived type", "OfType Include", Tph, Asked.All, (db, _) =>
            db.Articles.Include(a => a.Comments).Include(a => a.Author)),
        Rows("TPH: derived types concatenated", "OfType Concat", Tph, Asked.All, (db, _) =>
            db.Articles.Select(a => a.Title).Concat(db.Notes.Select(n => n.Title))),
        Rows("TPT: all types", "ToList", Tpt, Asked.All, (db, _) => db.Payments),
        Rows("TPT: OfType", "OfType", Tpt, Asked.All, (db, _) => db.Payments.OfType<CardPayment>()),
        Rows("TPT: key", "Where", Tpt, Asked.One, (db, k) => db.Payments.Where(p => p.UserId == k.User)),
        Rows("TPT: column of a derived type", "Where is", Tpt, Asked.All, (db, _) =>
            db.Payments.Where(p => p is CashPayment && ((CashPayment)p).Currency == "NOK")),
        Rows("TPT: in order with a limit", "OrderBy Take", Tpt, Asked.All, (db, _) => db.Payments.OrderBy(p => p.Amount).ThenBy(p => p.Id).Take(12))
            .Ordered(),
        Rows("TPT: collection", "Include", Tpt, Asked.All, (db, _) => db.Users.Include(u => u.Payments)),
        Rows("TPC: all types", "ToList", Tpc, Asked.All, (db, _) => db.Badges),
        Rows("TPC: OfType", "OfType", Tpc, Asked.All, (db, _) => db.Badges.OfType<GoldBadge>()),
        Rows("TPC: key", "Where", Tpc, Asked.One, (db, k) => db.Badges.Where(b => b.UserId == k.User)),
        Rows("TPC: in order with a limit", "OrderBy Take", Tpc, Asked.All, (db, _) => db.Badges.OrderBy(b => b.Reason).ThenBy(b => b.Id).Take(9))
            .Ordered(),
        Rows("TPC: collection", "Include", Tpc, Asked.All, (db, _) => db.Users.Include(u => u.Badges)),
        Rows("condition on an owned column", "Where", Owned, Asked.All, (db, _) => db.Users.Where(u => u.Address.Town == "Oslo")),
        Rows("owned projected", "Select", Owned, Asked.All, (db, _) => db.Users.Select(u => new { u.Id, u.Address }).AsNoTracking()),
        Rows("ordered by an owned column", "OrderBy", Owned, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Address.Zip).ThenByDescending(u => u.Address.Street).ThenBy(u => u.Id).Select(u => u.Id)).Ordered(),
        Rows("collection loaded with its owner", "ToList", OwnedTable, Asked.All, (db, _) => db.Posts.Where(p => p.Attachments.Count > 0)),
        Rows("condition on a collection", "Where Any", OwnedTable, Asked.All, (db, _) => db.Posts.Where(p => p.Attachments.Any(a => a.Size > 200))),
        Rows("collection flattened", "SelectMany", OwnedTable, Asked.All, (db, _) =>
            db.Posts.SelectMany(p => p.Attachments, (p, a) => new { p.Id, a.Number, a.FileName })),
        Rows("sum over a collection", "Select Sum", OwnedTable, Asked.All, (db, _) =>
            db.Posts.Select(p => new { p.Id, Size = p.Attachments.Sum(a => a.Size) })),
        Rows("collection with Take", "OrderBy Take", OwnedTable, Asked.All, (db, _) =>
            db.Posts.OrderByDescending(p => p.Title).ThenBy(p => p.Id).Take(10)).Ordered(),
        Rows("condition on a JSON member", "Where", "JSON column", Asked.All, (db, _) => db.Users.Where(u => u.Preferences.Theme == "dark")),
        Rows("JSON member projected", "Select", "JSON column", Asked.All, (db, _) => db.Users.Select(u => new { u.Id, u.Preferences.PageSize })),
        Rows("ordered by a JSON member", "OrderBy", "JSON column", Asked.All, (db, _) =>
            db.Users.OrderByDescending(u => u.Preferences.PageSize).ThenBy(u => u.Id).Select(u => u.Id)).Ordered(),
        Rows("list of values contains", "Where Contains", "list of values", Asked.All, (db, _) => db.Users.Where(u => u.Languages.Contains("no"))),
        Rows("count of a list of values", "Select Count", "list of values", Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, u.Languages.Count })),
        Rows("list of values flattened", "SelectMany", "list of values", Asked.All, (db, _) =>
            db.Users.SelectMany(u => u.Languages, (u, l) => new { u.Id, l }))
            .With(ShapeTraits.PostgresOnly),
    ];
}
