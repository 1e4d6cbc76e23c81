using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Gathering;

/// <summary>Queries by name, and how their results are compared.</summary>
public static class LibraryQueries
{
    private static readonly JsonSerializerOptions AsText = new() { ReferenceHandler = ReferenceHandler.IgnoreCycles };

    /// <summary>Queries that several shards can't answer by themselves.</summary>
    private static readonly Dictionary<string, Func<LibraryContext, IQueryable<object>>> OverShards = new()
    {
        ["join on columns that are no shard keys"] = db => db.Authors.Join(db.Reviews, a => a.Name, r => r.Reader, (a, r) => new { a.Id, r.BookId }),
        ["join beside the shard key"] = db => db.Books.Join(db.Reviews, b => b.Id, r => r.BookId, (b, r) => new { b.Title, r.Stars }),
        ["left join ignoring case"] = db =>
            from review in db.Reviews
            from author in db.Authors.Where(a => a.Name == review.Reader).DefaultIfEmpty()
            select new { review.Reader, review.BookId, Author = (long?)author.Id },
        ["except"] = db => db.Authors.Select(a => a.Id).Except(db.Books.Select(b => b.Id)).Select(id => new { id }),
        ["intersect"] = db => db.Books.Where(b => b.Price > 3).Select(b => b.Title).Intersect(db.Books.Where(b => b.Genre == "poem").Select(b => b.Title)),
        ["union"] = db => db.Books.Select(b => b.Title).Union(db.Reviews.Select(r => r.Reader)),
        ["subquery over everything"] = db => db.Books.Where(b => b.Price > db.Books.Average(x => x.Price)).Select(b => new { b.Id }),
        ["subquery over other shards"] = db => db.Books.Select(b => new { b.Id, Stars = b.Reviews.Sum(r => r.Stars), Reviews = b.Reviews.Count() }),
        ["sharded with unsharded"] = db => db.Books.Where(b => db.Settings.Any(s => s.Value == b.Genre)).Select(b => new { b.Id, b.Title }),
        ["join with unsharded"] = db => db.Books.Join(db.Settings, b => b.Genre, s => s.Value, (b, s) => new { b.Id, s.Name }),
        ["include across shards"] = db => db.Books.Include(b => b.Reviews.OrderBy(r => r.Reader)).OrderBy(b => b.Id),
        ["include across shards by split queries"] = db => db.Books.Include(b => b.Reviews.OrderBy(r => r.Reader)).OrderBy(b => b.Id).AsSplitQuery(),
        ["there and back across shards"] = db => db.Reviews.Include(r => r.Book).ThenInclude(b => b.Author).ThenInclude(a => a.Country),
        ["limit below a filter"] = db => db.Books.OrderBy(b => b.Price).ThenBy(b => b.Id).Take(20).Where(b => b.Genre == "poem").Select(b => new { b.Id }),
        ["first of each group"] = db => db.Books.GroupBy(b => b.Genre).Select(g => g.OrderByDescending(b => b.Price).ThenBy(b => b.Id).First()),
    };

    /// <summary>Queries that they can answer, some by combining what each returns, here or in a database.</summary>
    private static readonly Dictionary<string, Func<LibraryContext, IQueryable<object>>> OnShards = new()
    {
        ["filter"] = db => db.Books.Where(b => b.Genre == "novel" && b.Published > new DateTime(2020, 2, 1)),
        ["filter ignoring case"] = db => db.Authors.Where(a => a.Name == "aNN").Select(a => new { a.Id }),
        ["list of keys"] = db => db.Books.Where(b => new[] { 2L, 5L, 9L }.Contains(b.AuthorId)),
        ["order by text ignoring case"] = db => db.Authors.OrderBy(a => a.Name).ThenBy(a => a.Id).Select(a => new { a.Id }),
        ["order by decimals"] = db => db.Authors.OrderBy(a => a.Fee).ThenBy(a => a.Id).Skip(3).Take(9),
        ["include"] = db => db.Authors.Include(a => a.Books.OrderBy(b => b.Id)).Include(a => a.Country).OrderBy(a => a.Id).Take(7),
        ["reference table"] = db => db.Countries,
        ["unsharded table"] = db => db.Settings,
        ["one shard"] = db => db.Books.Where(b => b.AuthorId == 3),
        ["group by another column"] = db => db.Books.GroupBy(b => b.Genre).Select(g => new { g.Key, Count = g.Count(), Average = g.Average(b => b.Price) }),
        ["group by text ignoring case"] = db => db.Authors.GroupBy(a => a.Name).Select(g => new { Key = g.Key.ToUpper(), Count = g.Count() }),
        ["sum of decimals"] = db => db.Authors.GroupBy(a => a.CountryCode).Select(g => new { g.Key, Sum = g.Sum(a => a.Fee), Max = g.Max(a => a.Fee) }),
        ["having"] = db => db.Books.GroupBy(b => b.Title).Where(g => g.Count() > 4).Select(g => g.Key),
        ["distinct"] = db => db.Books.Select(b => b.Genre).Distinct().Select(g => new { Genre = g }),
        ["distinct ignoring case"] = db => db.Authors.Select(a => a.Name).Distinct().Select(n => n.ToUpper()),
        ["rows of a view"] = db => db.Titles.GroupBy(t => t.Title).Select(g => new { g.Key, Authors = g.Select(t => t.AuthorId).Distinct().Count() }),
        ["no row"] = db => db.Books.Where(b => b.AuthorId == 3 && b.AuthorId == 4),
    };

    public static TheoryData<string> All => [.. OverShards.Keys, .. OnShards.Keys];

    public static TheoryData<string> Refused => [.. OverShards.Keys];

    public static IQueryable<object> Get(string name, LibraryContext context)
        => (OverShards.TryGetValue(name, out var query) ? query : OnShards[name])(context);

    /// <summary>The rows as text: sorted, unless the query orders them.</summary>
    public static IEnumerable<string> Texts(string name, IEnumerable<object> rows)
    {
        var texts = rows.Select(row => JsonSerializer.Serialize(row, AsText)).ToList();
        return name.StartsWith("order by", StringComparison.Ordinal) || name.StartsWith("include", StringComparison.Ordinal)
            ? texts
            : texts.Order(StringComparer.Ordinal);
    }
}
