using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>Functions of PostgreSQL that read tables, which the query names, give what they give on one database; those that would read or change anything else are refused.</summary>
public class NamedFunctionTests(PostgresBlog postgres) : IClassFixture<PostgresBlog>
{
    private const string Functions = """
        CREATE OR REPLACE FUNCTION follows_of("user" bigint) RETURNS SETOF "Follows" LANGUAGE plpgsql STABLE AS
            'BEGIN RETURN QUERY SELECT * FROM "Follows" AS f WHERE f."FollowedId" = "user"; END';
        CREATE OR REPLACE FUNCTION popular(fewest bigint) RETURNS TABLE ("Id" bigint, "Title" text) LANGUAGE sql STABLE AS
            'SELECT p."Id", p."Title" FROM "Posts" AS p WHERE (SELECT count(*) FROM "Comments" AS c WHERE c."PostId" = p."Id") >= fewest';
        CREATE OR REPLACE FUNCTION rated(rating integer) RETURNS bigint LANGUAGE plpgsql STABLE AS
            'DECLARE n bigint := 0; r "Posts"%ROWTYPE; BEGIN FOR r IN SELECT * FROM "Posts" LOOP IF r."Rating" = rating THEN n := n + 1; END IF; END LOOP; RETURN n; END';
        CREATE OR REPLACE FUNCTION rated_by_text(rating integer) RETURNS bigint LANGUAGE plpgsql STABLE AS
            'DECLARE n bigint; BEGIN EXECUTE ''SELECT count(*) FROM "Posts" WHERE "Rating" = $1'' INTO n USING rating; RETURN n; END';
        CREATE OR REPLACE FUNCTION volatile_count() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM "Posts"); END';
        CREATE OR REPLACE FUNCTION qualified_count() RETURNS bigint LANGUAGE plpgsql STABLE AS 'BEGIN RETURN (SELECT count(*) FROM public."Posts"); END';
        CREATE OR REPLACE FUNCTION pinned_count() RETURNS bigint LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS 'BEGIN RETURN (SELECT count(*) FROM "Posts"); END';
        CREATE OR REPLACE FUNCTION bound_count() RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT count(*) FROM "Posts");
        CREATE OR REPLACE FUNCTION other_count() RETURNS bigint LANGUAGE plpgsql STABLE AS 'BEGIN RETURN (SELECT count(*) FROM "Users"); END';
        CREATE OR REPLACE FUNCTION constant_count() RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN (SELECT count(*) FROM "Users"); END';
        CREATE OR REPLACE FUNCTION constant_own_count() RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN (SELECT count(*) FROM public."Posts"); END';
        CREATE OR REPLACE FUNCTION writer() RETURNS bigint LANGUAGE plpgsql VOLATILE AS 'BEGIN DELETE FROM "Posts"; RETURN 1; END';
        CREATE OR REPLACE FUNCTION hidden_writer() RETURNS bigint LANGUAGE plpgsql STABLE AS 'BEGIN RETURN (SELECT writer()); END';
        """;

    private static readonly Dictionary<string, Func<ReadingContext, bool, IQueryable<object?>>> Queries = new()
    {
        ["entities of a table"] = (db, named) => Named(db.FollowsOf(3), named, "Follows").OrderBy(f => f.FollowerId).Select(f => new { f.FollowerId, f.FollowedId, f.Since }),
        ["entities with what they lead to"] = (db, named) => Named(db.FollowsOf(3), named, "Follows").OrderBy(f => f.FollowerId).Select(f => new { f.FollowerId, f.Follower.Name }),
        ["rows of two tables"] = (db, named) => Named(db.Popular(1), named, "Posts", "Comments").OrderBy(p => p.Id).Select(p => new { p.Id, p.Title }),
        ["rows, joined"] = (db, named) => Named(db.Posts, named, "Posts", "Comments").Join(db.Popular(1), p => p.Id, q => q.Id, (p, q) => new { p.Id, p.Rating, q.Title }).OrderBy(p => p.Id),
        ["rows, in order of text"] = (db, named) => Named(db.Popular(1), named, "Posts", "Comments").OrderBy(p => p.Title).ThenBy(p => p.Id).Skip(1).Take(5).Select(p => new { p.Id }),
        ["rows for each row"] = (db, named) => Named(db.Users, named, "Follows").SelectMany(u => db.FollowsOf(u.Id), (u, f) => new { u.Id, f.FollowerId })
            .OrderBy(x => x.Id).ThenBy(x => x.FollowerId),
        ["a number, in SELECT"] = (db, named) => Named(db.Tags, named, "Posts").OrderBy(t => t.Id).Select(t => new { t.Id, Count = ReadingContext.Rated(t.Id) }),
        ["a number, in WHERE"] = (db, named) => Named(db.Users, named, "Posts").Where(u => ReadingContext.RatedByText(u.Age / 10 ?? 0) > 3).OrderBy(u => u.Id).Select(u => new { u.Id }),
        ["a number, in ORDER BY"] = (db, named) => Named(db.Tags, named, "Posts").OrderByDescending(t => ReadingContext.Rated(t.Id)).ThenBy(t => t.Id).Select(t => new { t.Id }),
    };

    public static TheoryData<string> Names => [.. Queries.Keys];

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public async Task It_gives_what_it_gives_on_one_database(string query)
    {
        await postgres.OnEachAsync(Functions);
        await using var one = new ReadingContext(postgres.SingleOptions());
        await using var db = new ReadingContext(postgres.ShardedOptions(ShapeTraits.GatherRefused));
        var expected = Texts(await Queries[query](one, false).ToListAsync());
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Texts(await Queries[query](db, true).ToListAsync()));
        Assert.Equal(expected, Texts(Queries[query](db, true).ToList()));
        Assert.StartsWith("gather", Queries[query](db, true).ToShardPlanString(), StringComparison.Ordinal);

        await using var inside = new ReadingContext(postgres.ShardedOptions(ShapeTraits.GatherRefused | ShapeTraits.BestEffort));
        await using var transaction = await inside.Database.BeginTransactionAsync();
        Assert.Equal(expected, Texts(await Queries[query](inside, true).ToListAsync()));
    }

    [PostgresFact]
    public async Task What_a_server_has_planned_over_its_own_tables_does_not_matter()
    {
        await postgres.OnEachAsync(Functions);
        await using var one = new ReadingContext(postgres.SingleOptions());
        await using var db = new ReadingContext(postgres.ShardedOptions(ShapeTraits.GatherRefused | ShapeTraits.OneConnection));
        await using var shard = new ReadingContext(postgres.ShardOptions("s0"));
        async Task<(int, long)> AskAsync(ReadingContext context, Func<IQueryable<object?>, IQueryable<object?>> hint)
            => ((await hint(context.FollowsOf(3).Select(f => (object?)f.FollowerId)).ToListAsync()).Count,
                (long)(await hint(context.Tags.Where(t => t.Id == 4).Select(t => (object?)(ReadingContext.RatedByText(t.Id) + ReadingContext.Rated(t.Id)))).ToListAsync())[0]!);

        var (all, own) = (await AskAsync(one, q => q), await AskAsync(shard, q => q));
        Assert.NotEqual(all, own);
        for (var i = 0; i < 8; i++)
        {
            // Over the shard's own tables on the very connection, over the copies, and back: each time what was planned before is of no use.
            Assert.Equal(own, await AskAsync(db, q => q.OnShard("s0")));
            Assert.Equal(all, await AskAsync(db, q => q.GatherTables("Posts", "Follows")));
        }
    }

    [PostgresTheory]
    [InlineData("volatile_count", "VOLATILE")]
    [InlineData("qualified_count", "Posts")]
    [InlineData("pinned_count", "Posts")]
    [InlineData("bound_count", "Posts")]
    [InlineData("other_count", "Users")]
    [InlineData("constant_count", "Users")]
    [InlineData("constant_own_count", "Posts")]
    [InlineData("writer", "VOLATILE")]
    [InlineData("hidden_writer", "changes or locks rows")]
    public async Task One_that_reads_or_changes_anything_else_is_refused(string function, string reason)
    {
        await postgres.OnEachAsync(Functions);
        await using var db = new ReadingContext(postgres.ShardedOptions(ShapeTraits.GatherRefused));
        var posts = await db.Posts.CountAsync();

        // Of rows: what is worked out for each, and not before.
        foreach (var sql in new[] { $"SELECT {function}() AS \"Value\"", $"SELECT p.\"Id\" AS \"Value\" FROM \"Posts\" AS p WHERE p.\"Id\" > 0 * {function}()" })
        {
            var refusal = await Assert.ThrowsAsync<CrossShardQueryException>(() => db.Database.SqlQueryRaw<long>(sql).GatherTables("Posts").ToListAsync());
            Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
            Assert.Throws<CrossShardQueryException>(() => db.Database.SqlQueryRaw<long>(sql).GatherTables("Posts").ToList());
        }

        Assert.Equal(posts, await db.Posts.CountAsync());
    }

    [PostgresFact]
    public async Task Without_names_the_way_out_tells_of_them()
    {
        await using var db = new ReadingContext(postgres.ShardedOptions(ShapeTraits.GatherRefused));
        var refusal = await Assert.ThrowsAsync<CrossShardQueryException>(() => db.FollowsOf(3).ToListAsync());
        Assert.Contains("GatherTables", refusal.WayOut, StringComparison.Ordinal);
    }

    private static IQueryable<T> Named<T>(IQueryable<T> query, bool isNamed, params string[] tables) => isNamed ? query.GatherTables(tables) : query;

    private static List<string> Texts(IEnumerable<object?> rows) => [.. rows.Select(r => r?.ToString() ?? "null")];

    private sealed class PopularPost
    {
        public long Id { get; set; }

        public string Title { get; set; } = "";
    }

    private sealed class ReadingContext(DbContextOptions<BlogContext> options) : BlogContext(options)
    {
        public static long Rated(int rating) => throw new InvalidOperationException("Translated.");

        public static long RatedByText(int rating) => throw new InvalidOperationException("Translated.");

        public IQueryable<Follow> FollowsOf(long user) => FromExpression(() => FollowsOf(user));

        public IQueryable<PopularPost> Popular(long fewest) => FromExpression(() => Popular(fewest));

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<PopularPost>().HasNoKey().ToTable((string?)null);
            modelBuilder.HasDbFunction(() => Rated(default)).HasName("rated");
            modelBuilder.HasDbFunction(() => RatedByText(default)).HasName("rated_by_text");
            modelBuilder.HasDbFunction(typeof(ReadingContext).GetMethod(nameof(FollowsOf), [typeof(long)])!).HasName("follows_of");
            modelBuilder.HasDbFunction(typeof(ReadingContext).GetMethod(nameof(Popular), [typeof(long)])!).HasName("popular");
        }
    }
}
