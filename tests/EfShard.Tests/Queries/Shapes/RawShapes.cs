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
        Rows("FromSql", "FromSql", "sharded", Asked.One, (db, _) => db.Users.FromSql($"SELECT * FROM \"Users\" WHERE \"Id\" > {5}")).Refused(Why),
        Rows("FromSql and a key", "FromSql Where", "sharded", Asked.One, (db, k) =>
            db.Users.FromSql($"SELECT * FROM \"Users\"").Where(u => u.Id == k.User)).Refused(Why),
        Rows("FromSql over a reference table", "FromSql", "reference", Asked.One, (db, _) => db.Tags.FromSql($"SELECT * FROM \"Tags\"")).Refused(Why),
        Rows("SqlQuery", "SqlQuery", "none", Asked.One, (db, _) => db.Database.SqlQuery<int>($"SELECT 1 AS \"Value\"")).Refused(Why),
    ];
}
