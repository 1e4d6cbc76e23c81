using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>SQL written by the application: only where the shard is said.</summary>
internal static class RawShapes
{
    private const string Why = "what the text touches is unknown";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("FromSql, shard pinned", "FromSql UseShard", "sharded", Asked.One, (db, k) =>
        {
            BlogSharding.UseShard(db, k.ShardOfUser(k.User));
            return db.Users.FromSql($"SELECT * FROM \"Users\" WHERE \"Id\" > {5}");
        }).SameAsShard(k => k.ShardOfUser(k.User)),
        Rows("FromSql composed, shard pinned", "FromSql Where Include UseShard", "sharded", Asked.One, (db, k) =>
        {
            BlogSharding.UseShard(db, k.ShardOfUser(k.User));
            return db.Users.FromSql($"SELECT * FROM \"Users\"").Where(u => u.IsActive).Include(u => u.Posts);
        }).SameAsShard(k => k.ShardOfUser(k.User)),
        Rows("SqlQuery, shard pinned", "SqlQuery UseShard", "sharded", Asked.One, (db, k) =>
        {
            BlogSharding.UseShard(db, k.ShardOfUser(k.User));
            return db.Database.SqlQuery<long>($"SELECT \"Id\" AS \"Value\" FROM \"Posts\"");
        }).SameAsShard(k => k.ShardOfUser(k.User)),
        Steps("several queries in a pinned scope", "UseShard", "sharded", Asked.One,
            (db, k) =>
            {
                using (BlogSharding.UseShard(db, k.ShardOfUser(k.User)))
                {
                    return new { Users = db.Users.Count(), Best = db.Posts.Max(p => p.Rating), Cities = db.Users.Select(u => u.City).Distinct()
                        .Count() };
                }
            },
            async (db, k, c) =>
            {
                using (BlogSharding.UseShard(db, k.ShardOfUser(k.User)))
                {
                    return new
                    {
                        Users = await db.Users.CountAsync(c),
                        Best = await db.Posts.MaxAsync(p => p.Rating, c),
                        Cities = await db.Users.Select(u => u.City).Distinct().CountAsync(c),
                    };
                }
            }).SameAsShard(k => k.ShardOfUser(k.User)),
        Rows("FromSql, all shards", "FromSql AllShards", "sharded", Asked.All, (db, _) =>
            BlogSharding.AllShards(db, db.Users.FromSql($"SELECT * FROM \"Users\" WHERE \"Id\" > {5}"))),
        Rows("FromSql, all shards, one of its columns", "FromSql AllShards Select", "sharded", Asked.All, (db, _) => Posts(db).Select(p => p.Rating)),
        Rows("FromSql, one shard, one of its columns", "FromSql OnShard Select", "sharded", Asked.One, (db, k) =>
            BlogSharding.OnShard(db, db.Posts.FromSql($"SELECT * FROM \"Posts\""), k.ShardOfUser(k.User)).Select(p => p.Rating)).SameAsShard(k => k.ShardOfUser(k.User)),
        Rows("FromSql, all shards, in order", "FromSql AllShards OrderBy Take", "sharded", Asked.All, (db, _) =>
            Posts(db).Where(p => p.Rating > 1).OrderByDescending(p => p.CreatedAt).ThenBy(p => p.Id).Skip(5).Take(12)).Ordered(),
        Rows("FromSql, all shards, projected", "FromSql AllShards Select OrderBy", "sharded", Asked.All, (db, _) =>
            Posts(db).OrderBy(p => p.Rating).ThenByDescending(p => p.Id).Select(p => new { p.Title, Twice = p.Rating * 2 })).Ordered(),
        Value("FromSql, all shards, counted", "FromSql AllShards Count", "sharded", Asked.All, (db, _) => Posts(db).Where(p => p.Body != null), q => q.Count(),
            (q, c) => q.CountAsync(c)),
        Value("FromSql, all shards, added up", "FromSql AllShards Sum", "sharded", Asked.All, (db, _) => Posts(db), q => q.Sum(p => p.Rating),
            (q, c) => q.SumAsync(p => p.Rating, c)),
        Value("FromSql, all shards, Any", "FromSql AllShards Any", "sharded", Asked.All, (db, _) => Posts(db), q => q.Any(p => p.Rating > 100),
            (q, c) => q.AnyAsync(p => p.Rating > 100, c)),
        Value("FromSql, all shards, Single", "FromSql AllShards Single", "sharded", Asked.All, (db, _) => Posts(db), q => q.Single(p => p.Id == 7),
            (q, c) => q.SingleAsync(p => p.Id == 7, c)),
        Rows("FromSql, all shards, grouped by numbers", "FromSql AllShards GroupBy", "sharded", Asked.All, (db, _) =>
            Posts(db).GroupBy(p => p.Rating).Select(g => new { g.Key, Count = g.Count(), Last = g.Max(p => p.Id) })),
        Rows("FromSql, all shards, joined with a reference table", "FromSql AllShards Join", "sharded and reference", Asked.All, (db, _) =>
            BlogSharding.AllShards(db, db.Users.FromSql($"SELECT * FROM \"Users\"")).Join(db.Countries, u => u.CountryCode, c => c.Code, (u, c) => new { u.Id, c.Name })),
        Rows("SqlQuery, all shards", "SqlQuery AllShards", "none", Asked.All, (db, _) =>
            BlogSharding.AllShards(db, db.Database.SqlQuery<long>($"SELECT \"Id\" AS \"Value\" FROM \"Posts\" WHERE \"Rating\" > {2}")).OrderBy(id => id)).Ordered(),
        Value("SqlQuery, all shards, counted", "SqlQuery AllShards Count", "none", Asked.All, (db, _) =>
            BlogSharding.AllShards(db, db.Database.SqlQuery<long>($"SELECT \"Id\" AS \"Value\" FROM \"Posts\"")), q => q.Count(id => id > 9), (q, c) => q.CountAsync(id => id > 9, c)),
        Rows("FromSql, all shards, ordered by text", "FromSql AllShards OrderBy", "sharded", Asked.All, (db, _) =>
            Posts(db).OrderBy(p => p.Title).ThenBy(p => p.Id)).Refused("by which collation it is ordered is unknown"),
        Value("FromSql, all shards, the first text", "FromSql AllShards Min", "sharded", Asked.All, (db, _) => Posts(db), q => q.Min(p => (string?)p.Title),
            async (q, c) => await q.MinAsync(p => (string?)p.Title, c)).Refused("by which collation it is ordered is unknown"),
        Rows("FromSql, all shards, with its children", "FromSql AllShards Include", "two sharded, one group", Asked.All, (db, _) =>
            BlogSharding.AllShards(db, db.Users.FromSql($"SELECT * FROM \"Users\"")).Include(u => u.Posts)),
        Rows("FromSql in a subquery, all shards", "FromSql AllShards Any", "two sharded, one group", Asked.All, (db, _) =>
            db.Users.Where(u => Posts(db).Any(p => p.AuthorId == u.Id))),
        Rows("FromSql twice, all shards", "FromSql AllShards Except", "sharded", Asked.All, (db, _) =>
            Posts(db).Select(p => p.Id).Except(Posts(db).Where(p => p.Rating > 2).Select(p => p.Id))),
        Rows("FromSql in a subquery on another column, all shards", "FromSql AllShards Any", "two sharded, one group", Asked.All, (db, _) =>
            db.Users.Where(u => Posts(db).Any(p => p.Rating == u.Age))).Refused("what it reads can't be gathered"),
        Rows("FromSql over a reference table, all shards", "FromSql AllShards", "reference", Asked.All, (db, _) =>
            BlogSharding.AllShards(db, db.Tags.FromSql($"SELECT * FROM \"Tags\""))).Refused("each shard has the same rows"),
        Rows("FromSql", "FromSql", "sharded", Asked.One, (db, _) => db.Users.FromSql($"SELECT * FROM \"Users\" WHERE \"Id\" > {5}")).Refused(Why),
        Rows("FromSql and a key", "FromSql Where", "sharded", Asked.One, (db, k) =>
            db.Users.FromSql($"SELECT * FROM \"Users\"").Where(u => u.Id == k.User)).Refused(Why),
        Rows("FromSql over a reference table", "FromSql", "reference", Asked.One, (db, _) => db.Tags.FromSql($"SELECT * FROM \"Tags\"")).Refused(Why),
        Rows("SqlQuery", "SqlQuery", "none", Asked.One, (db, _) => db.Database.SqlQuery<int>($"SELECT 1 AS \"Value\"")).Refused(Why),
    ];

    private static IQueryable<Post> Posts(BlogContext db) => BlogSharding.AllShards(db, db.Posts.FromSql($"SELECT * FROM \"Posts\""));
}
