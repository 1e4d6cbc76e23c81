using System.Data.Common;
using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Random;

/// <summary>Queries that nobody thought of: over the shards each gives what one database gives, or is refused. Nothing else is allowed.</summary>
public class RandomQueryTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    private const int QueriesPerTest = 50;

    // Of queries that one database can answer, about that many are answered by the shards: fewer, and these tests would prove little.
    private const double FewestAnswered = 0.25;

    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, 8)];

    /// <summary>Seeds of queries that once had wrong rows: lists used twice, limits under conditions on the key, limits in nested joins.</summary>
    public static TheoryData<int> OnceWrong => [76, 169, 185, 1292, 1397, 1569, 2796, 3151, 3160, 3789, 4575, 4610];

    [Theory]
    [MemberData(nameof(Blocks))]
    public Task A_random_query_is_answered_right_or_refused(int block) => CheckAsync(sqlite, block, ShapeTraits.None);

    [Theory]
    [MemberData(nameof(Blocks))]
    public Task A_random_query_is_answered_right_when_gathered(int block) => CheckAsync(sqlite, block, ShapeTraits.GatherRefused);

    [PostgresTheory]
    [MemberData(nameof(Blocks))]
    public Task A_random_query_is_answered_right_or_refused_on_PostgreSQL(int block) => CheckAsync(postgres, block, ShapeTraits.None);

    [Theory]
    [MemberData(nameof(OnceWrong))]
    public Task A_query_that_once_had_wrong_rows_has_them_no_more(int seed) => CheckAsync(sqlite, [seed], ShapeTraits.None, fewestAnswered: 0);

    [PostgresTheory]
    [MemberData(nameof(OnceWrong))]
    public Task A_query_that_once_had_wrong_rows_has_them_no_more_on_PostgreSQL(int seed)
        => CheckAsync(postgres, [seed], ShapeTraits.None, fewestAnswered: 0);

    private static Task CheckAsync(BlogDatabases databases, int block, ShapeTraits traits)
        => CheckAsync(databases, Enumerable.Range(block * QueriesPerTest, QueriesPerTest), traits, FewestAnswered);

    internal static async Task CheckAsync(BlogDatabases databases, IEnumerable<int> seeds, ShapeTraits traits, double fewestAnswered)
    {
        var (possible, answered) = (0, 0);
        var wrong = new List<string>();
        foreach (var seed in seeds)
        {
            await using var plain = databases.Single();
            var expected = await RunAsync(plain, seed);
            if (expected.Exception is not null)
            {
                continue;
            }

            possible++;
            await using var sharded = databases.Sharded(traits);
            var actual = await RunAsync(sharded, seed);
            if (actual.Exception is CrossShardQueryException && traits == ShapeTraits.None)
            {
                continue;
            }

            answered++;
            if (actual.Exception is not null || !expected.Rows.SequenceEqual(actual.Rows))
            {
                var gave = actual.Exception is { } e ? $"{e.GetType().Name}: {e.Message}" : $"{actual.Rows.Count} rows";
                wrong.Add($"seed {seed}: {expected.Rows.Count} rows from one database, but {gave}: {expected.Text}\n{expected.Sql}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong of {answered} answered of {possible}:\n{string.Join('\n', wrong)}");
        Assert.True(answered >= fewestAnswered * possible, $"Only {answered} of {possible} were answered.");
    }

    private static async Task<(List<string> Rows, Exception? Exception, string Text, string Sql)> RunAsync(BlogContext db, int seed)
    {
        var (query, text) = RandomQuery.Create(db, seed);
        var ordered = seed % 2 == 0;
        var sql = "";
        try
        {
            var all = ordered ? RandomQuery.InOrder(query) : query;
            sql = all.ToQueryString();
            var rows = (await all.ToListAsync()).ConvertAll(r => r.ToString());
            if (!ordered)
            {
                rows.Sort(StringComparer.Ordinal);
            }

            return (rows, null, text, sql);
        }
        catch (Exception e) when (e is InvalidOperationException or DbException or NotSupportedException or NullReferenceException)
        {
            return ([], e, text, sql);
        }
    }
}
