using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Queries.Paging;

/// <summary>Pages of every kind: how each is asked for, and its rows as text, in order.</summary>
internal static class PageQueries
{
    private static readonly Guid[] Some = [.. Enumerable.Range(0, 12).Select(EntryRows.Owner)];

    public static IReadOnlyDictionary<string, Func<EntryContext, int, int, IQueryable<object>>> All { get; } =
        new Dictionary<string, Func<EntryContext, int, int, IQueryable<object>>>
        {
            ["by a column that repeats, then the key"] = (db, skip, take) => Page(db.Entries.OrderBy(e => e.Rank).ThenBy(e => e.OwnerId).ThenBy(e => e.Number), skip, take),
            ["descending"] = (db, skip, take) => Page(db.Entries.OrderByDescending(e => e.Rank).ThenByDescending(e => e.Number), skip, take),
            ["by text that only differs in case"] = (db, skip, take) => Page(db.Entries.OrderBy(e => e.Title).ThenBy(e => e.Number), skip, take),
            ["by decimals and an expression"] = (db, skip, take) => Page(db.Entries.OrderBy(e => e.Price).ThenBy(e => e.Number * -1), skip, take),
            ["over ties, in stable order"] = (db, skip, take) => Page(Stable(db, db.Entries.OrderBy(e => e.KindId)), skip, take),
            ["tracked"] = (db, skip, take) => db.Entries.AsTracking().OrderBy(e => e.Number).Skip(skip).Take(take),
            ["of a projection without its keys"] = (db, skip, take) =>
                db.Entries.OrderBy(e => e.Number).Skip(skip).Take(take).Select(e => (object)new { e.Title, Remarks = e.Remarks.Count }),
            ["with a condition"] = (db, skip, take) => Page(db.Entries.Where(e => e.Price > 5m && e.Title != null).OrderBy(e => e.Number), skip, take),
            ["of some owners"] = (db, skip, take) => Page(db.Entries.Where(e => Some.Contains(e.OwnerId)).OrderBy(e => e.Number), skip, take),
            ["by a joined column"] = (db, skip, take) => Page(db.Entries.Include(e => e.Kind).OrderByDescending(e => e.Kind.Name).ThenBy(e => e.Number), skip, take),
            ["with children"] = (db, skip, take) => Page(db.Entries.Include(e => e.Remarks).OrderBy(e => e.Rank).ThenBy(e => e.Number), skip, take),
            ["with children and more, tracked"] = (db, skip, take) =>
                db.Entries.Include(e => e.Remarks.OrderByDescending(r => r.Place)).Include(e => e.Kind).OrderByDescending(e => e.Price).ThenBy(e => e.Number).Skip(skip).Take(take),
            ["with children, in stable order"] = (db, skip, take) => Page(Stable(db, db.Entries.Include(e => e.Remarks).OrderBy(e => e.KindId)), skip, take),
            ["with children in a query of their own"] = (db, skip, take) =>
                Page(db.Entries.Include(e => e.Remarks).AsSplitQuery().OrderBy(e => e.Rank).ThenBy(e => e.OwnerId).ThenBy(e => e.Number), skip, take),
        };

    public static async Task<IReadOnlyList<string>> AskAsync(EntryContext db, string name, int skip, int take)
        => [.. (await All[name](db, skip, take).ToListAsync()).Select(Tell)];

    public static IReadOnlyList<string> Ask(EntryContext db, string name, int skip, int take) => [.. All[name](db, skip, take).AsEnumerable().Select(Tell)];

    private static IQueryable<Entry> Page(IQueryable<Entry> entries, int skip, int take) => entries.AsNoTracking().Skip(skip).Take(take);

    private static IQueryable<Entry> Stable(EntryContext db, IOrderedQueryable<Entry> entries)
        => db.IsSharded ? entries.StableOrder() : entries.ThenBy(e => e.OwnerId).ThenBy(e => e.Number);

    private static string Tell(object row)
        => row is not Entry e
            ? row.ToString()!
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{e.OwnerId} {e.Number} {e.Rank} {e.Title} {e.Price:0.00} {e.Kind?.Name}: {string.Join(", ", e.Remarks.Select(r => r.Text).Order(StringComparer.Ordinal))}");
}
