using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>SQL of the application whose tables are named gives what it gives on one database, or is refused.</summary>
public class NamedTableTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    private const string JoinedText = """
        SELECT p."Id" AS "Value" FROM "Posts" AS p JOIN "Users" AS u ON u."Age" = p."Rating" * 10 WHERE u."City" IS NOT NULL
        """;

    private static readonly Dictionary<string, Func<BlogContext, IQueryable<object?>>> Queries = new()
    {
        ["entities"] = db => Posts(db).OrderBy(p => p.Id).Select(p => new { p.Id, p.Title, p.Rating }),
        ["one column"] = db => Posts(db).Select(p => (object)p.Rating),
        ["columns in another order"] = db => Named(db, db.Tags.FromSql($"SELECT \"Name\", \"Id\" FROM \"Tags\""), "Tags").Select(t => new { t.Id, t.Name }),
        ["a filter and a page"] = db => Posts(db).Where(p => p.Rating > 2).OrderByDescending(p => p.CreatedAt).ThenBy(p => p.Id).Skip(3).Take(7).Select(p => p.Title),
        ["order by text"] = db => Posts(db).OrderBy(p => p.Title).ThenBy(p => p.Id).Select(p => p.Title),
        ["a shard key as a condition"] = db => Posts(db).Where(p => p.AuthorId == 5).Select(p => new { p.Id }),
        ["groups"] = db => Posts(db).GroupBy(p => p.Rating).Select(g => new { g.Key, Count = g.Count(), First = g.Min(p => p.Title) }),
        ["a parameter"] = db => Named(db, db.Users.FromSql($"SELECT * FROM \"Users\" WHERE \"Age\" > {30}"), "Users").Select(u => new { u.Id, u.Name }),
        ["a join on other columns"] = db => Named(db, db.Database.SqlQueryRaw<long>(JoinedText), "Posts", "Users").Select(id => (object)id),
        ["a limit within"] = db => Named(db, db.Database.SqlQuery<long>($"SELECT \"Id\" AS \"Value\" FROM \"Posts\" ORDER BY \"Rating\" DESC, \"Id\" LIMIT 7"), "Posts")
            .OrderBy(id => id).Select(id => (object)id),
        ["an aggregate within"] = db => Named(db, db.Database.SqlQuery<long>($"SELECT COUNT(*) AS \"Value\" FROM \"Posts\" WHERE \"Rating\" > {2}"), "Posts").Select(n => (object)n),
        ["a reference table"] = db => Named(db, db.Tags.FromSql($"SELECT * FROM \"Tags\""), "Tags").Select(t => new { t.Id }),
        ["sharded, reference and unsharded tables"] = db => Named(
            db,
            db.Database.SqlQuery<string>($"""
                SELECT c."Name" AS "Value" FROM "Users" AS u JOIN "Countries" AS c ON c."Code" = u."CountryCode" CROSS JOIN "Settings" AS s
                """),
            "Users", "Countries", "Settings").Select(n => n),
        ["a join with other tables in LINQ"] = db => Posts(db).Join(db.Users, p => p.Rating * 10, u => u.Age, (p, u) => new { p.Id, User = u.Id }),
        ["a join with the same table in LINQ"] = db => Posts(db).Join(db.Posts, p => p.Id, q => q.Id + 1, (p, q) => new { p.Id, Other = q.Id }),
        ["a reference table in LINQ"] = db => Named(db, db.Users.FromSql($"SELECT * FROM \"Users\""), "Users").Select(u => new { u.Id, u.Country.Name }),
        ["Include"] = db => Named(db, db.Users.FromSql($"SELECT * FROM \"Users\""), "Users").Include(u => u.Posts.OrderBy(p => p.Id)).OrderBy(u => u.Id)
            .Select(u => new { u.Id, Titles = string.Join(",", u.Posts.OrderBy(p => p.Id).Select(p => p.Title)) }),
        ["in a subquery"] = db => db.Users.Where(u => Posts(db).Any(p => p.Rating * 10 == u.Age)).Select(u => new { u.Id }),
        ["Except"] = db => Posts(db).Select(p => p.Title).Except(Posts(db).Where(p => p.Rating > 2).Select(p => p.Title)),
    };

    public static TheoryData<string> Names => [.. Queries.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task It_gives_what_one_database_gives(string query) => CompareAsync(sqlite, query);

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public Task It_gives_what_one_PostgreSQL_database_gives(string query) => CompareAsync(postgres, query);

    [Fact]
    public Task What_can_not_be_right_is_refused() => RefuseAsync(sqlite);

    [PostgresFact]
    public Task What_can_not_be_right_is_refused_on_PostgreSQL() => RefuseAsync(postgres);

    [Fact]
    public async Task A_table_that_is_not_named_is_not_there_on_Sqlite()
    {
        await using var db = sqlite.Sharded(ShapeTraits.GatherRefused);
        var error = await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => db.Database.SqlQueryRaw<long>(JoinedText).GatherTables("Posts").ToListAsync());
        Assert.Contains("no such table: Users", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_table_that_is_not_named_is_refused_on_PostgreSQL_and_one_of_a_schema_too()
    {
        await using var db = postgres.Sharded(ShapeTraits.GatherRefused);
        await AssertReadsAsync(db, JoinedText, "public.Users");
        await AssertReadsAsync(db, "SELECT \"Id\" AS \"Value\" FROM public.\"Posts\"", "public.Posts");
        await AssertReadsAsync(db, "SELECT (SELECT COUNT(*) FROM public.\"Users\") AS \"Value\" FROM \"Posts\"", "public.Users");
    }

    [PostgresFact]
    public async Task What_a_server_has_prepared_over_its_own_tables_does_not_matter()
    {
        await using var one = postgres.Single();
        await using var db = postgres.Sharded(ShapeTraits.GatherRefused | ShapeTraits.OneConnection);
        var expected = (await one.Posts.Select(p => p.Id).ToListAsync()).Order();
        for (var i = 0; i < 12; i++)
        {
            // Often enough to be prepared, where the application has that done.
            await db.Posts.FromSqlRaw("SELECT * FROM \"Posts\"").OnShard("s0").Select(p => p.Id).ToListAsync();
            Assert.Equal(expected, (await db.Posts.FromSqlRaw("SELECT * FROM \"Posts\"").GatherTables("Posts").Select(p => p.Id).ToListAsync()).Order());
        }
    }

    private static async Task AssertReadsAsync(BlogContext db, string sql, string what)
    {
        var refusal = await Assert.ThrowsAsync<CrossShardQueryException>(() => db.Database.SqlQueryRaw<long>(sql).GatherTables("Posts").ToListAsync());
        Assert.Contains(what, refusal.Reason, StringComparison.Ordinal);
        Assert.Throws<CrossShardQueryException>(() => db.Database.SqlQueryRaw<long>(sql).GatherTables("Posts").ToList());
    }

    private static async Task CompareAsync(BlogDatabases databases, string query)
    {
        await using var one = databases.Single();
        await using var db = databases.Sharded(ShapeTraits.GatherRefused);
        var expected = Texts(await Queries[query](one).ToListAsync());
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Texts(await Queries[query](db).ToListAsync()));
        Assert.Equal(expected, Texts(Queries[query](db).ToList()));
        Assert.StartsWith("gather", Queries[query](db).ToShardPlanString(), StringComparison.Ordinal);

        await using var inside = databases.Sharded(ShapeTraits.GatherRefused | ShapeTraits.BestEffort);
        await using var transaction = await inside.Database.BeginTransactionAsync();
        Assert.Equal(expected, Texts(await Queries[query](inside).ToListAsync()));
    }

    private static async Task RefuseAsync(BlogDatabases databases)
    {
        var recorder = databases.Recorder();
        await using var strict = databases.Sharded(more: o => o.AddInterceptors(recorder));
        await Assert.ThrowsAsync<CrossShardQueryException>(() => Posts(strict).ToListAsync());
        Assert.Throws<CrossShardQueryException>(() => Named(strict, strict.Tags.FromSqlRaw("SELECT * FROM \"Tags\""), "Tags").ToList());
        var bare = await Assert.ThrowsAsync<CrossShardQueryException>(() => strict.Posts.FromSqlRaw("SELECT * FROM \"Posts\"").ToListAsync());
        Assert.Contains("GatherTables", bare.WayOut, StringComparison.Ordinal);
        foreach (var name in (string[])["Nothing", "posts"])
        {
            var unknown = await Assert.ThrowsAsync<CrossShardQueryException>(
                () => strict.Posts.FromSqlRaw("SELECT * FROM \"Posts\"").GatherTables("Posts", name).ToListAsync());
            Assert.Contains(name, unknown.Part, StringComparison.Ordinal);
        }

        Assert.Throws<CrossShardQueryException>(() => strict.Posts.GatherTables("Posts").ToList());
        await Assert.ThrowsAsync<CrossShardQueryException>(() => Posts(strict).ExecuteDeleteAsync());
        Assert.Throws<ArgumentException>(() => strict.Posts.GatherTables());
        Assert.Empty(recorder.Commands);

        await using var small = databases.Sharded(ShapeTraits.SmallBudget | ShapeTraits.GatherRefused);
        await Assert.ThrowsAsync<GatherBudgetException>(() => Posts(small).ToListAsync());

        // A shard that is named counts more.
        await using var db = databases.Sharded(ShapeTraits.GatherRefused);
        await using var shard = databases.Shard("s1");
        Assert.Equal(await shard.Posts.CountAsync(), (await Posts(db).OnShard("s1").ToListAsync()).Count);
        Assert.Equal(await shard.Posts.CountAsync() + 0, await Posts(db).OnShard("s1").CountAsync());
    }

    private static IQueryable<Post> Posts(BlogContext db) => Named(db, db.Posts.FromSqlRaw("SELECT * FROM \"Posts\""), "Posts");

    private static IQueryable<T> Named<T>(BlogContext db, IQueryable<T> query, params string[] tables)
        => db.GetService<IDbContextOptions>().Extensions.Any(e => e.GetType().Assembly == typeof(Shard).Assembly) ? query.GatherTables(tables) : query;

    private static List<string> Texts(IEnumerable<object?> rows) => [.. rows.Select(r => r?.ToString() ?? "null").Order(StringComparer.Ordinal)];
}
