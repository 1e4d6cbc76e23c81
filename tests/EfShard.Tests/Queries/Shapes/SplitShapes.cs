using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Include and collection projections in several queries.</summary>
internal static class SplitShapes
{
    private const string Pair = "two sharded, one group";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("collection", "AsSplitQuery Include", Pair, Asked.All, (db, _) => db.Users.Include(u => u.Posts).AsSplitQuery()),
        Rows("collection, key", "AsSplitQuery Include Where", Pair, Asked.One, (db, k) =>
            db.Users.Where(u => u.Id == k.User).Include(u => u.Posts).AsSplitQuery()),
        Rows("two collections", "AsSplitQuery Include Include", Pair, Asked.All, (db, _) =>
            db.Users.Include(u => u.Posts).Include(u => u.Payments).AsSplitQuery()),
        Rows("collections in collections", "AsSplitQuery ThenInclude", "co-located foreign key", Asked.All, (db, _) =>
            db.Users.Include(u => u.Posts).ThenInclude(p => p.Comments).AsSplitQuery()),
        Rows("parents in order", "AsSplitQuery Include OrderBy", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.City).ThenBy(u => u.Id).Include(u => u.Posts).AsSplitQuery()).Ordered(),
        Rows("Take: children of the same parents", "AsSplitQuery Include OrderBy Take", Pair, Asked.All, (db, _) =>
            db.Users.OrderByDescending(u => u.Score).ThenBy(u => u.Id).Include(u => u.Posts).Take(7).AsSplitQuery()).Ordered(),
        Rows("Skip and Take: children of the same parents", "AsSplitQuery Include OrderBy Skip Take", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Name).ThenBy(u => u.Id).Include(u => u.Posts).Include(u => u.Badges).Skip(5).Take(9).AsSplitQuery())
            .Ordered(),
        Rows("Take, collections in collections", "AsSplitQuery ThenInclude Take", "co-located foreign key", Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.CreatedAt).ThenBy(p => p.Id).Include(p => p.Comments).ThenInclude(c => c.Replies).Take(12).AsSplitQuery())
            .Ordered(),
        Rows("Take, one shard", "AsSplitQuery Include Take", Pair, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.Prolific).OrderBy(p => p.Id).Take(4).Include(p => p.Comments).AsSplitQuery()).Ordered(),
        Rows("filtered collection", "AsSplitQuery Include(Where)", Pair, Asked.All, (db, _) =>
            db.Users.Include(u => u.Posts.Where(p => p.Rating == 5)).AsSplitQuery()),
        Rows("the first of each collection", "AsSplitQuery Include(OrderBy Take)", Pair, Asked.All, (db, _) =>
            db.Users.Include(u => u.Posts.OrderBy(p => p.Title).ThenBy(p => p.Id).Take(2)).AsSplitQuery()),
        Rows("many-to-many", "AsSplitQuery Include", "many-to-many with reference", Asked.All, (db, _) =>
            db.Posts.Include(p => p.Tags).AsSplitQuery()),
        Rows("many-to-many with Take", "AsSplitQuery Include Take", "many-to-many with reference", Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.Rating).ThenBy(p => p.Id).Include(p => p.Tags).Take(20).AsSplitQuery()).Ordered(),
        Rows("composite key", "AsSplitQuery Include", "composite key", Asked.All, (db, _) => db.Invoices.Include(i => i.Lines).AsSplitQuery()),
        Rows("Guid key", "AsSplitQuery Include", "Guid key", Asked.All, (db, _) => db.Documents.Include(d => d.Pages).AsSplitQuery()),
        Rows("text-ordered parents", "AsSplitQuery Include OrderBy", Pair, Asked.All, (db, _) =>
            db.Users.OrderByDescending(u => u.Name).ThenBy(u => u.Id).Include(u => u.Following).AsSplitQuery()).Ordered(),
        Rows("projection of a collection", "AsSplitQuery Select ToList", Pair, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Titles = u.Posts.Select(p => p.Title).ToList() }).AsSplitQuery()),
        Rows("without tracking", "AsSplitQuery AsNoTracking", Pair, Asked.All, (db, _) =>
            db.Users.Include(u => u.Posts).ThenInclude(p => p.Tags).AsSplitQuery().AsNoTracking()),
        Value("First", "AsSplitQuery Include First", Pair, Asked.All, (db, _) =>
            db.Users.Include(u => u.Posts).OrderBy(u => u.Score).ThenBy(u => u.Id).AsSplitQuery(), q => q.First(), (q, c) => q.FirstAsync(c)),
        Rows("inheritance", "AsSplitQuery Include", "table per type, table per concrete type", Asked.All, (db, _) =>
            db.Users.Include(u => u.Payments).Include(u => u.Badges).AsSplitQuery()),
    ];
}
