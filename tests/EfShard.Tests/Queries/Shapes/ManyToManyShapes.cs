using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Posts and tags: a reference table at the far side of a join that lives with the post.</summary>
internal static class ManyToManyShapes
{
    private const string Mapping = "many-to-many with reference";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("Include", "Include", Mapping, Asked.All, (db, _) => db.Posts.Include(p => p.Tags)),
        Rows("Include, key", "Include Where", Mapping, Asked.One, (db, k) => db.Posts.Where(p => p.AuthorId == k.User).Include(p => p.Tags)),
        Rows("Include with Take", "Include OrderBy Take", Mapping, Asked.All, (db, _) => db.Posts.Include(p => p.Tags).OrderBy(p => p.Id).Take(25))
            .Ordered(),
        Rows("filtered Include", "Include(Where OrderBy)", Mapping, Asked.All, (db, _) =>
            db.Posts.Include(p => p.Tags.Where(t => t.Name != "sql").OrderBy(t => t.Name)).AsNoTracking()),
        Rows("Include after Include", "Include ThenInclude", Mapping, Asked.All, (db, _) => db.Users.Include(u => u.Posts).ThenInclude(p => p.Tags)),
        Rows("condition", "Where Any", Mapping, Asked.All, (db, _) => db.Posts.Where(p => p.Tags.Any(t => t.Name == "linq"))),
        Rows("condition by key", "Where Any Contains", Mapping, Asked.All, (db, _) =>
        {
            var ids = new[] { 2, 4, 6 };
            return db.Posts.Where(p => p.Tags.Any(t => ids.Contains(t.Id)));
        }),
        Rows("count", "Select Count", Mapping, Asked.All, (db, _) => db.Posts.Select(p => new { p.Id, p.Tags.Count })),
        Rows("names", "Select ToList", Mapping, Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.Id).Select(p => new { p.Id, Tags = p.Tags.OrderBy(t => t.Name).Select(t => t.Name).ToList() }))
            .OrderedThroughout(),
        Rows("flattened", "SelectMany", Mapping, Asked.All, (db, _) => db.Posts.SelectMany(p => p.Tags, (p, t) => new { p.Id, t.Name })),
        Rows("flattened from the reference side", "SelectMany", Mapping, Asked.All, (db, _) =>
            db.Tags.SelectMany(t => t.Posts, (t, p) => new { t.Name, p.Id })),
        Rows("join entity", "Set", Mapping, Asked.All, (db, _) => db.Set<Dictionary<string, object>>(Model.Blog.BlogModel.PostTag)
            .Select(j => new { Post = EF.Property<long>(j, "PostId"), Tag = EF.Property<int>(j, "TagId") })),
        Rows("Include from the reference side", "Include", Mapping, Asked.All, (db, _) => db.Tags.Include(t => t.Posts))
            .Refused("each shard would give the reference rows that have no match there"),
        Rows("unused reference rows", "Where !Any", Mapping, Asked.All, (db, _) => db.Tags.Where(t => !t.Posts.Any()))
            .Refused("each shard knows its own rows only"),
        Rows("count from the reference side", "GroupBy Count", Mapping, Asked.All, (db, _) =>
            db.Tags.SelectMany(t => t.Posts, (t, p) => new { t.Name, p.Id }).GroupBy(x => x.Name).Select(g => new { g.Key, Count = g.Count() })),
    ];
}
