using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>Functions of the database that the model maps: those that read no tables give what they give on one database, others need a shard by name.</summary>
public class FunctionTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    private static readonly Dictionary<string, Func<FunctionContext, IQueryable<object?>>> Queries = new()
    {
        ["in WHERE"] = db => db.Posts.Where(p => FunctionContext.Twice(p.Rating) > 4).Select(p => new { p.Id }),
        ["in SELECT"] = db => db.Posts.Select(p => new { p.Id, Twice = FunctionContext.Twice(p.Rating), Mark = FunctionContext.Mark(p.Title) }),
        ["in ORDER BY"] = db => db.Posts.OrderBy(p => FunctionContext.Twice(p.Rating)).ThenBy(p => p.Id).Select(p => new { p.Id }),
        ["in ORDER BY, of text"] = db => db.Users.OrderBy(u => FunctionContext.Mark(u.Nickname)).ThenBy(u => u.Id).Select(u => new { u.Id }),
        ["in ORDER BY with a page"] = db => db.Posts.OrderByDescending(p => FunctionContext.Twice(p.Rating)).ThenBy(p => p.Id).Skip(5).Take(9).Select(p => new { p.Id }),
        ["in GROUP BY"] = db => db.Posts.GroupBy(p => FunctionContext.Twice(p.Rating)).OrderBy(g => g.Key).Select(g => new { g.Key, Count = g.Count() }),
        ["in GROUP BY, of text"] = db => db.Users.GroupBy(u => FunctionContext.Mark(u.Nickname)).Select(g => new { Count = g.Count(), Least = g.Min(u => u.Id) }).OrderBy(g => g.Least),
        ["in GROUP BY, built in"] = db => db.Users.GroupBy(u => u.Nickname.Trim()).Select(g => new { Count = g.Count(), Least = g.Min(u => u.Id) }).OrderBy(g => g.Least),
        ["in DISTINCT, of text, counted"] = db => db.Users.Select(u => FunctionContext.Mark(u.Nickname)).Distinct().GroupBy(_ => 1).Select(g => (object)g.Count()),
        ["in DISTINCT, built in, in order"] = db => db.Users.Select(u => u.Nickname.Trim()).Distinct().OrderBy(n => n).Select(n => n),
        ["of a group"] = db => db.Posts.GroupBy(p => p.Rating).OrderBy(g => g.Key).Select(g => new { g.Key, Twice = FunctionContext.Twice(g.Count()), Sum = g.Sum(p => FunctionContext.Twice(p.Rating)) }),
        ["in DISTINCT"] = db => db.Posts.Select(p => FunctionContext.Twice(p.Rating)).Distinct().OrderBy(n => n).Select(n => (object)n),
        ["in a join"] = db => db.Posts.Join(db.Users, p => FunctionContext.Twice(p.Rating) * 10, u => u.Age, (p, u) => new { p.Id, User = u.Id })
            .OrderBy(x => x.Id).ThenBy(x => x.User),
        ["in a subquery"] = db => db.Users.Where(u => u.Posts.Any(p => FunctionContext.Twice(p.Rating) == 6)).OrderBy(u => u.Id).Select(u => new { u.Id }),
        ["over one key"] = db => db.Posts.Where(p => p.AuthorId == 5 && FunctionContext.Twice(p.Rating) >= 0).OrderBy(p => p.Id).Select(p => new { p.Id }),
        ["over a reference table"] = db => db.Tags.OrderBy(t => FunctionContext.Twice(t.Id)).Select(t => new { Twice = FunctionContext.Twice(t.Id) }),
    };

    private static readonly Dictionary<string, Func<FunctionContext, IQueryable<object?>>> Unseen = new()
    {
        ["in WHERE"] = db => db.Posts.Where(p => FunctionContext.Size(p.Rating) > 4),
        ["in SELECT"] = db => db.Posts.Select(p => new { p.Id, Size = FunctionContext.Size(p.Rating) }),
        ["in ORDER BY"] = db => db.Posts.OrderBy(p => FunctionContext.Size(p.Rating)),
        ["in GROUP BY"] = db => db.Posts.GroupBy(p => FunctionContext.Size(p.Rating)).Select(g => new { g.Key, Count = g.Count() }),
        ["inside another"] = db => db.Posts.Where(p => FunctionContext.Twice((int)FunctionContext.Size(p.Rating)) > 4),
        ["over one key"] = db => db.Posts.Where(p => p.AuthorId == 5 && FunctionContext.Size(p.Rating) >= 0),
        ["over a reference table"] = db => db.Tags.Select(t => new { t.Id, Size = FunctionContext.Size(t.Id) }),
        ["that returns a table"] = db => db.FollowsOf(5),
        ["that returns a table, joined"] = db => db.Users.Join(db.FollowsOf(5), u => u.Id, f => f.FollowedId, (u, f) => new { u.Id, f.FollowerId }),
    };

    public static TheoryData<string> Names => [.. Queries.Keys];

    public static TheoryData<string> UnseenNames => [.. Unseen.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_function_that_reads_no_tables_gives_what_it_gives_on_one_database(string query) => CompareAsync(sqlite, query);

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public Task A_function_that_reads_no_tables_gives_what_it_gives_on_one_PostgreSQL_database(string query) => CompareAsync(postgres, query);

    [Theory]
    [MemberData(nameof(UnseenNames))]
    public Task One_that_may_read_tables_is_refused_before_anything_is_sent(string query) => RefuseAsync(sqlite, query);

    [PostgresTheory]
    [MemberData(nameof(UnseenNames))]
    public Task One_that_may_read_tables_is_refused_before_anything_is_sent_on_PostgreSQL(string query) => RefuseAsync(postgres, query);

    [Fact]
    public async Task A_shard_that_is_named_runs_it_over_its_own_rows()
    {
        await using var db = new FunctionContext(Options(sqlite, ShapeTraits.None));
        await using var shard = sqlite.Shard("s1");
        Assert.Equal(await shard.Posts.CountAsync(), await db.Posts.OnShard("s1").CountAsync(p => FunctionContext.Size(p.Rating) >= 0));
    }

    private static async Task CompareAsync(BlogDatabases databases, string query)
    {
        await CreateAsync(databases);
        await using var one = new FunctionContext(Options(databases, null));
        await using var db = new FunctionContext(Options(databases, ShapeTraits.GatherRefused));
        var expected = Texts(query, await Queries[query](one).ToListAsync());
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Texts(query, await Queries[query](db).ToListAsync()));
        Assert.Equal(expected, Texts(query, Queries[query](db).ToList()));
    }

    private static async Task RefuseAsync(BlogDatabases databases, string query)
    {
        var recorder = databases.Recorder();
        foreach (var traits in (ShapeTraits[])[ShapeTraits.None, ShapeTraits.GatherRefused])
        {
            await using var db = new FunctionContext(Options(databases, traits, o => o.AddInterceptors(recorder)));
            var refusal = await Assert.ThrowsAsync<CrossShardQueryException>(() => Unseen[query](db).ToListAsync());
            Assert.Contains("ReadsNoTables", refusal.WayOut, StringComparison.Ordinal);
            Assert.Throws<CrossShardQueryException>(() => Unseen[query](db).ToList());
        }

        Assert.Empty(recorder.Commands);
    }

    /// <summary>On Sqlite the functions are made whenever a connection opens.</summary>
    private static async Task CreateAsync(BlogDatabases databases)
    {
        if (databases is not PostgresBlog)
        {
            return;
        }

        foreach (var context in databases.Shards.Select(s => databases.Shard(s.Name)).Append(databases.Single()))
        {
            await using (context)
            {
                await context.Database.ExecuteSqlRawAsync("""
                    CREATE OR REPLACE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
                    CREATE OR REPLACE FUNCTION mark(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN ''<'' || t || ''>''; END';
                    """);
            }
        }
    }

    private static DbContextOptions<BlogContext> Options(
        BlogDatabases databases, ShapeTraits? sharded, Action<DbContextOptionsBuilder<BlogContext>>? more = null)
    {
        DbContextOptions<BlogContext>? options = null;
        using (sharded is { } traits ? databases.Sharded(traits, Configure) : databases.Single(Configure))
        {
            return options!;
        }

        void Configure(DbContextOptionsBuilder<BlogContext> builder)
        {
            builder.AddInterceptors(SqliteFunctions.Instance);
            more?.Invoke(builder);
            options = builder.Options;
        }
    }

    private static List<string> Texts(string query, IEnumerable<object?> rows)
    {
        var texts = rows.Select(r => r?.ToString() ?? "null").ToList();
        return query is "in WHERE" or "in SELECT" ? [.. texts.Order(StringComparer.Ordinal)] : texts;
    }

    private sealed class SqliteFunctions : DbConnectionInterceptor
    {
        public static SqliteFunctions Instance { get; } = new();

        public override void ConnectionOpened(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData) => Create(connection);

        public override Task ConnectionOpenedAsync(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Create(connection);
            return Task.CompletedTask;
        }

        private static void Create(System.Data.Common.DbConnection connection)
        {
            if (connection is SqliteConnection sqlite)
            {
                sqlite.CreateFunction("twice", (long? n) => n * 2, isDeterministic: true);
                sqlite.CreateFunction("mark", (string? t) => t is null ? null : $"<{t}>", isDeterministic: true);
                sqlite.CreateFunction("size", (long? n) => n, isDeterministic: true);
            }
        }
    }

    private sealed class FunctionContext(DbContextOptions<BlogContext> options) : BlogContext(options)
    {
        public static int Twice(int n) => throw new InvalidOperationException("Translated.");

        public static string Mark(string t) => throw new InvalidOperationException("Translated.");

        public static long Size(int n) => throw new InvalidOperationException("Translated.");

        public IQueryable<Follow> FollowsOf(long user) => FromExpression(() => FollowsOf(user));

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.HasDbFunction(() => Twice(default)).HasName("twice").ReadsNoTables();
            modelBuilder.HasDbFunction(() => Mark("")).HasName("mark").ReadsNoTables();
            modelBuilder.HasDbFunction(() => Size(default)).HasName("size");
            modelBuilder.HasDbFunction(typeof(FunctionContext).GetMethod(nameof(FollowsOf), [typeof(long)])!);
        }
    }
}
