using System.ComponentModel.DataAnnotations.Schema;
using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>Functions of the database that return tables and read none give what they give on one database, whatever they are combined with.</summary>
public class TableFunctionTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    private static readonly string List = """["8","3","äz","Zoo","apple","3"]""";

    private static readonly Dictionary<string, Func<ElementContext, IQueryable<object?>>> Queries = new()
    {
        ["alone"] = db => db.Elements(List).Where(e => e.Key > 0).OrderBy(e => e.Key).Select(e => new { e.Key, e.Value }),
        ["alone, in order of its text"] = db => db.Elements(List).OrderBy(e => e.Value).ThenBy(e => e.Key).Select(e => new { e.Value, e.Key }),
        ["joined"] = db => db.Posts.Join(db.Elements(List), p => p.Rating, e => e.Key, (p, e) => new { p.Id, e.Value }).OrderBy(x => x.Id),
        ["joined on the shard key"] = db => db.Elements(List).Join(db.Users, e => e.Key, u => u.Id, (e, u) => new { e.Value, u.Name, u.Id }).OrderBy(x => x.Id).ThenBy(x => x.Value),
        ["joined, in order of its text"] = db => db.Posts.Join(db.Elements(List), p => p.Rating, e => e.Key, (p, e) => new { e.Value, p.Id })
            .OrderBy(x => x.Value).ThenBy(x => x.Id).Skip(3).Take(20),
        ["joined, grouped by its text"] = db => db.Posts.Join(db.Elements(List), p => p.Rating, e => e.Key, (p, e) => new { e.Value, p.Id })
            .GroupBy(x => x.Value).Select(g => new { g.Key, Count = g.Count(), Least = g.Min(x => x.Id) }).OrderBy(g => g.Least),
        ["joined, its greatest text"] = db => db.Posts.Join(db.Elements(List), p => p.Rating, e => e.Key, (p, e) => e.Value).GroupBy(_ => 1).Select(g => g.Max()),
        ["joined, its different texts"] = db => db.Posts.Join(db.Elements(List), p => p.Rating, e => e.Key, (p, e) => e.Value).Distinct().OrderBy(v => v).Select(v => v),
        ["left joined"] = db => db.Posts.LeftJoin(db.Elements(List), p => p.Rating, e => e.Key, (p, e) => new { p.Id, e!.Value }).OrderBy(x => x.Id),
        ["left joined with rows"] = db => db.Elements(List).LeftJoin(db.Posts, e => e.Key, p => p.Rating, (e, p) => new { e.Key, Id = p == null ? 0 : p.Id })
            .OrderBy(x => x.Key).ThenBy(x => x.Id),
        ["in EXISTS"] = db => db.Posts.Where(p => db.Elements(List).Any(e => e.Key == p.Rating && e.Value != "3")).OrderBy(p => p.Id).Select(p => new { p.Id }),
        ["in IN"] = db => db.Posts.Where(p => db.Elements(List).Select(e => e.Key).Contains(p.Rating)).OrderBy(p => p.Id).Select(p => new { p.Id }),
        ["counted for each row"] = db => db.Posts.OrderBy(p => p.Id).Select(p => new { p.Id, Count = db.Elements("[1,2,3,4,5]").Count(e => e.Key < p.Rating) }),
        ["with rows in EXISTS"] = db => db.Elements(List).Where(e => db.Posts.Any(p => p.Rating == e.Key)).OrderBy(e => e.Key).Select(e => new { e.Key }),
        ["with rows counted"] = db => db.Elements(List).OrderBy(e => e.Key).Select(e => new { e.Key, Count = db.Posts.Count(p => p.Rating == e.Key) }),
        ["united"] = db => db.Elements(List).Select(e => e.Value).Union(db.Posts.Select(p => p.Title)).Select(v => (object)v),
        ["concatenated"] = db => db.Posts.Select(p => (long)p.Rating).Concat(db.Elements(List).Select(e => (long)e.Key)).Select(v => (object)v),
        ["taken away"] = db => db.Posts.Select(p => p.Rating).Except(db.Elements("[1,2,3]").Select(e => e.Key)).Select(v => (object)v),
        ["its first rows, joined"] = db => db.Elements(List).OrderBy(e => e.Key).Take(2).Join(db.Posts, e => e.Key, p => p.Rating, (e, p) => new { p.Id, e.Value }).OrderBy(x => x.Id),
        ["over a reference table"] = db => db.Tags.Join(db.Elements(List), t => t.Id, e => e.Key, (t, e) => new { t.Id, e.Value }).OrderBy(x => x.Id),
        ["over an unsharded and a sharded table"] = db => db.Settings.SelectMany(s => db.Elements(List), (s, e) => new { e.Key }).Join(db.Posts, e => e.Key, p => p.Rating, (e, p) => new { p.Id, e.Key })
            .OrderBy(x => x.Id).ThenBy(x => x.Key),
    };

    /// <summary>Sqlite has no LATERAL.</summary>
    private static readonly Dictionary<string, Func<ElementContext, IQueryable<object?>>> OnPostgres = new(Queries)
    {
        ["for each row"] = db => db.Posts.SelectMany(p => db.Elements("[" + p.Rating + ",7]"), (p, e) => new { p.Id, e.Key, e.Value }).OrderBy(x => x.Id).ThenBy(x => x.Key),
        ["for each row, grouped"] = db => db.Posts.SelectMany(p => db.Elements("[" + p.Rating + ",7]"), (p, e) => new { p.Id, e.Key }).GroupBy(x => x.Key)
            .Select(g => new { g.Key, Count = g.Count(), Sum = g.Sum(x => x.Id) }).OrderBy(x => x.Key),
        ["for each row, outer"] = db => db.Posts.SelectMany(p => db.Elements("[" + p.Rating + ",7]").Where(e => e.Key == p.Rating).DefaultIfEmpty(), (p, e) => new { p.Id, Key = (int?)e!.Key })
            .OrderBy(x => x.Id),
        ["for each row of two joined apart"] = db => db.Posts.Join(db.Users, p => p.Rating * 10, u => u.Age, (p, u) => new { p.Id, p.Rating, User = u.Id })
            .SelectMany(x => db.Elements("[" + x.Rating + "]"), (x, e) => new { x.Id, x.User, e.Value }).OrderBy(x => x.Id).ThenBy(x => x.User),
        ["over one key"] = db => db.Posts.Where(p => p.AuthorId == 5).SelectMany(p => db.Elements("[" + p.Rating + "]"), (p, e) => new { p.Id, e.Value }).OrderBy(x => x.Id),
    };

    public static TheoryData<string> Names => [.. Queries.Keys];

    public static TheoryData<string> PostgresNames => [.. OnPostgres.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task It_gives_what_it_gives_on_one_database(string query) => CompareAsync(sqlite, query);

    [PostgresTheory]
    [MemberData(nameof(PostgresNames))]
    public async Task It_gives_what_it_gives_on_one_PostgreSQL_database(string query)
    {
        await postgres.OnEachAsync("""
            CREATE OR REPLACE FUNCTION elements(list text) RETURNS TABLE ("key" integer, "value" text) LANGUAGE sql IMMUTABLE
            AS 'SELECT (n - 1)::integer, e FROM jsonb_array_elements_text(list::jsonb) WITH ORDINALITY AS j(e, n)'
            """);
        await CompareAsync(postgres, query);
    }

    [Fact]
    public async Task Rows_of_shards_are_merged_and_not_shipped_where_only_numbers_and_keys_matter()
    {
        await using var db = new ElementContext(sqlite.ShardedOptions());
        Assert.StartsWith(
            "route", db.Posts.Join(db.Elements(List), p => p.Rating, e => e.Key, (p, e) => new { p.Id, e.Key }).OrderBy(x => x.Id).ToShardPlanString(), StringComparison.Ordinal);
    }

    private static async Task CompareAsync(BlogDatabases databases, string query)
    {
        await using var one = new ElementContext(databases.SingleOptions());
        await using var db = new ElementContext(databases.ShardedOptions(ShapeTraits.GatherRefused));
        var expected = Texts(query, await OnPostgres[query](one).ToListAsync());
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Texts(query, await OnPostgres[query](db).ToListAsync()));
        Assert.Equal(expected, Texts(query, OnPostgres[query](db).ToList()));
    }

    private static List<string> Texts(string query, IEnumerable<object?> rows)
    {
        var texts = rows.Select(r => r?.ToString() ?? "null").ToList();
        return query is "united" or "concatenated" or "taken away" ? [.. texts.Order(StringComparer.Ordinal)] : texts;
    }

    private sealed class Element
    {
        [Column("key")]
        public int Key { get; set; }

        [Column("value")]
        public string Value { get; set; } = "";
    }

    private sealed class ElementContext(DbContextOptions<BlogContext> options) : BlogContext(options)
    {
        public IQueryable<Element> Elements(string list) => FromExpression(() => Elements(list));

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Element>().HasNoKey().ToTable((string?)null);
            modelBuilder.HasDbFunction(typeof(ElementContext).GetMethod(nameof(Elements), [typeof(string)])!)
                .HasName(Database.ProviderName!.EndsWith("Sqlite", StringComparison.Ordinal) ? "json_each" : "elements").ReadsNoTables();
        }
    }
}
