using EfShard.Tests.Queries.Harness;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>What a Select makes of sharded rows.</summary>
internal static class ProjectionShapes
{
    private const string User = "sharded";
    private const string Pair = "two sharded, one group";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("anonymous type", "Select", User, Asked.All, (db, _) => db.Users.Select(u => new { u.Id, u.Name, u.City })),
        Rows("one column", "Select", User, Asked.All, (db, _) => db.Users.Select(u => u.Age)),
        Rows("entity and value", "Select", User, Asked.All, (db, _) => db.Users.Select(u => new { u, Twice = u.Score * 2 })),
        Rows("constant", "Select", User, Asked.All, (db, _) => db.Users.Select(_ => 1)),
        Rows("arithmetic and conditions", "Select", User, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Age = (u.Age ?? 0) + 1, Kind = u.IsActive ? "active" : u.City ?? "gone", Odd = u.Id % 2 == 1 })),
        Rows("text functions", "Select", User, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Text = u.Name.Trim() + "/" + u.Nickname.ToUpper(), u.Name.Length, Part = u.Nickname.Substring(0, 1) })),
        Rows("parts of a moment", "Select", User, Asked.All, (db, _) =>
            db.Posts.Select(p => new { p.Id, p.CreatedAt.Year, p.CreatedAt.Month, p.CreatedAt.Date })),
        Rows("own class", "Select new", User, Asked.All, (db, _) => db.Users.Select(u => new KeyValuePair<long, string>(u.Id, u.Name))),
        Rows("method of the program", "Select", User, Asked.All, (db, _) => db.Users.Select(u => Describe(u.Name, u.Age))),
        Rows("nested", "Select", User, Asked.All, (db, _) => db.Users.Select(u => new { Who = new { u.Id, u.Name }, Where = new { u.City } })),
        Rows("parent's columns", "Select navigation", Pair, Asked.All, (db, _) => db.Posts.Select(p => new { p.Title, p.Author.Name })),
        Rows("parent entity", "Select navigation", Pair, Asked.All, (db, _) => db.Posts.Where(p => p.Rating == 0).Select(p => p.Author)),
        Rows("collection of values", "Select ToList", Pair, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Titles = u.Posts.Select(p => p.Title).ToList() })),
        Rows("collection of entities", "Select ToList", Pair, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Name, Best = u.Posts.Where(p => p.Rating > 3).ToList() })),
        Rows("collection in order", "Select OrderBy ToList", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Id)
                .Select(u => new { u.Id, Titles = u.Posts.OrderBy(p => p.Title).ThenBy(p => p.Id).Select(p => p.Title).ToList() }))
            .OrderedThroughout(),
        Rows("first of a collection", "Select OrderBy Take ToList", Pair, Asked.All, (db, _) =>
            db.Users
                .Select(u => new { u.Id, Last = u.Posts.OrderByDescending(p => p.CreatedAt).ThenBy(p => p.Id).Take(3).Select(p => p.Id).ToList() })),
        Rows("collections in collections", "Select Select ToList", "co-located foreign key", Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Posts = u.Posts.Select(p => new { p.Id, Texts = p.Comments.Select(c => c.Text).ToList() }).ToList() })),
        Rows("collection, parents with Take", "Select ToList Take", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Name).ThenBy(u => u.Id).Take(8).Select(u => new { u.Id, Titles = u.Posts.Select(p => p.Title).ToList() }))
            .Ordered(),
        Rows("count of a collection", "Select Count", Pair, Asked.All, (db, _) => db.Users.Select(u => new { u.Id, u.Posts.Count })),
        Rows("aggregates of a collection", "Select Sum Max Average", Pair, Asked.All, (db, _) =>
            db.Users.Select(u => new
            {
                u.Id,
                Sum = u.Posts.Sum(p => p.Rating),
                Max = u.Posts.Max(p => (int?)p.Rating),
                Average = u.Posts.Average(p => (double?)p.Rating),
            })),
        Rows("column of the first of a collection", "Select OrderBy First", Pair, Asked.All, (db, _) =>
            db.Users
                .Select(u => new { u.Id, Newest = u.Posts.OrderByDescending(p => p.CreatedAt).ThenBy(p => p.Id).Select(p => p.Title)
                    .FirstOrDefault() })),
        Rows("entity: the first of a collection", "Select OrderBy First", Pair, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Newest = u.Posts.OrderByDescending(p => p.CreatedAt).ThenBy(p => p.Id).FirstOrDefault() })),
        Rows("any of a collection", "Select Any", Pair, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Writes = u.Posts.Any(p => p.Rating > 1) })),
        Rows("let", "let", Pair, Asked.All, (db, _) =>
            from u in db.Users let n = u.Posts.Count(p => p.Body != null) where n > 2 select new { u.Id, n }),
        Rows("flattened", "SelectMany", Pair, Asked.All, (db, _) => db.Users.SelectMany(u => u.Posts)),
        Rows("flattened with the parent", "SelectMany", Pair, Asked.All, (db, _) =>
            db.Users.SelectMany(u => u.Posts, (u, p) => new { u.Name, p.Title })),
        Rows("flattened with DefaultIfEmpty", "SelectMany DefaultIfEmpty", Pair, Asked.All, (db, _) =>
            db.Users.SelectMany(u => u.Posts.DefaultIfEmpty(), (u, p) => new { u.Id, Title = p!.Title })),
        Rows("flattened twice", "SelectMany SelectMany", "co-located foreign key", Asked.All, (db, _) =>
            db.Users.SelectMany(u => u.Posts).SelectMany(p => p.Comments).Select(c => c.Id)),
        Rows("flattened, the first of each", "SelectMany OrderBy Take", Pair, Asked.All, (db, _) =>
            db.Users.SelectMany(u => u.Posts.OrderByDescending(p => p.Rating).ThenBy(p => p.Id).Take(2), (u, p) => new { u.Id, PostId = p.Id })),
        Rows("flattened, key", "SelectMany Where", Pair, Asked.One, (db, k) => db.Users.Where(u => u.Id == k.User).SelectMany(u => u.Posts)),
    ];

    private static string Describe(string name, int? age) => $"{name} is {(age is null ? "of no age" : age.ToString())}";
}
