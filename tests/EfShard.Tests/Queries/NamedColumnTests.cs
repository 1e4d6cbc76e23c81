using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>SQL of the application takes columns by their place, or all of them: copies have those of the tables, in their order, whatever the model says.</summary>
public class NamedColumnTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    private static readonly Dictionary<string, string> Statements = new()
    {
        ["by place, in UNION ALL"] = """SELECT "Total" AS "Value" FROM (SELECT * FROM "Scores" UNION ALL SELECT * FROM "Marks") AS s""",
        ["all, in DISTINCT"] = """SELECT COUNT(*) AS "Value" FROM (SELECT DISTINCT * FROM "Scores") AS s""",
        ["all, in EXCEPT"] = """SELECT COUNT(*) AS "Value" FROM (SELECT * FROM "Scores" EXCEPT SELECT * FROM "Marks") AS s""",
        ["all, in INTERSECT"] = """SELECT COUNT(*) AS "Value" FROM (SELECT * FROM "Scores" INTERSECT SELECT * FROM "Marks") AS s""",
        ["by place, in WITH"] = """WITH s (a, b, c, d) AS (SELECT * FROM "Scores") SELECT b AS "Value" FROM s""",
        ["one that the model does not know"] = """SELECT "Number" AS "Value" FROM "Scores" WHERE "Remark" <> 'x'""",
        ["text that the model does not know"] = """SELECT COUNT(*) AS "Value" FROM "Scores" GROUP BY "Remark" """,
    };

    public static TheoryData<string> Names => [.. Statements.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task They_are_the_tables_own(string statement) => CompareAsync(sqlite, statement, "TEXT COLLATE NOCASE");

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public Task They_are_the_tables_own_on_PostgreSQL(string statement) => CompareAsync(postgres, statement, "text");

    private static async Task CompareAsync(BlogDatabases databases, string statement, string remark)
    {
        // The model's order is another: keys first. Rows lie on the shards by turns.
        var rows = Enumerable.Range(1, 12).Select(i => (i, Sql: $"({i % 3}, {10 + i % 2}, '{(i % 4 < 2 ? "R" : "r")}{i % 2}', {i % 2})")).ToList();
        var shards = databases.Shards.Select(s => s.ConnectionString).ToList();
        await FillAsync(databases.SingleConnectionString, rows.Select(r => r.Sql));
        for (var s = 0; s < shards.Count; s++)
        {
            await FillAsync(shards[s], rows.Where(r => r.i % shards.Count == s).Select(r => r.Sql));
        }

        await using var one = new ScoreContext(databases.SingleOptions());
        await using var db = new ScoreContext(databases.ShardedOptions(ShapeTraits.GatherRefused));
        var expected = (await one.Database.SqlQueryRaw<int>(Statements[statement]).ToListAsync()).Order();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, (await db.Database.SqlQueryRaw<int>(Statements[statement]).GatherTables("Scores", "Marks").ToListAsync()).Order());
        Assert.Equal(expected, db.Database.SqlQueryRaw<int>(Statements[statement]).GatherTables("Scores", "Marks").ToList().Order());

        await using var inside = new ScoreContext(databases.ShardedOptions(ShapeTraits.GatherRefused | ShapeTraits.BestEffort));
        await using var transaction = await inside.Database.BeginTransactionAsync();
        Assert.Equal(expected, (await inside.Database.SqlQueryRaw<int>(Statements[statement]).GatherTables("Scores", "Marks").ToListAsync()).Order());

        async Task FillAsync(string connectionString, IEnumerable<string> values)
        {
            await using var context = new ScoreContext(databases.PlainOptions(connectionString));
            var all = string.Join(", ", values);
            var sql = $"""
                DROP TABLE IF EXISTS "Scores";
                DROP TABLE IF EXISTS "Marks";
                CREATE TABLE "Scores" ("Number" integer NOT NULL, "Total" integer NOT NULL, "Remark" {remark} NOT NULL, "UserId" integer NOT NULL);
                CREATE TABLE "Marks" ("UserId" integer NOT NULL, "Number" integer NOT NULL, "Remark" {remark} NOT NULL, "Total" integer NOT NULL);
                INSERT INTO "Scores" VALUES {all};
                INSERT INTO "Marks" VALUES {all};
                """;
            await context.Database.ExecuteSqlRawAsync(sql);
        }
    }

    private sealed class Score
    {
        public int UserId { get; set; }

        public int Total { get; set; }

        public int Number { get; set; }
    }

    private sealed class Mark
    {
        public int Total { get; set; }

        public int UserId { get; set; }

        public int Number { get; set; }
    }

    private sealed class ScoreContext(DbContextOptions<BlogContext> options) : BlogContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Score>().HasNoKey().ToTable("Scores").HasShardKey(s => s.UserId);
            modelBuilder.Entity<Mark>().HasNoKey().ToTable("Marks").HasShardKey(s => s.UserId);
        }
    }
}
