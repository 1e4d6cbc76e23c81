using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Databases;
using EfShard.TestServers;

namespace EfShard.Differential.Tests.OnceWrong;

/// <summary>Queries that once had wrong rows have them no more: each is answered right, or refused.</summary>
public class OnceWrongTests(SqliteFixture sqlite, PostgresFixture postgres) : IClassFixture<SqliteFixture>, IClassFixture<PostgresFixture>
{
    public static TheoryData<string> NamesOnPostgres => [.. WrongQueries.All.Concat(WrongQueries.OnPostgres).Select(query => query.Name)];

    public static TheoryData<string> NamesOnSqlite => [.. WrongQueries.All.Concat(WrongQueries.OnSqlite).Select(query => query.Name)];

    [Theory]
    [MemberData(nameof(NamesOnSqlite))]
    public Task A_query_that_once_had_wrong_rows_has_them_no_more(string name) => CheckAsync(sqlite.Databases, name);

    [PostgresTheory]
    [MemberData(nameof(NamesOnPostgres))]
    public Task A_query_that_once_had_wrong_rows_has_them_no_more_on_PostgreSQL(string name) => CheckAsync(postgres.Databases, name);

    private static async Task CheckAsync(TrackerDatabases databases, string name)
    {
        var query = WrongQueries.All.Concat(WrongQueries.OnSqlite).Concat(WrongQueries.OnPostgres).Single(q => q.Name == name);
        await databases.FillAsync(query.World);
        var expected = await Answer.OfAsync(databases.Single, query.AskAsync);
        Assert.Null(expected.Exception);
        var actual = await Answer.OfAsync(() => databases.Sharded(query.Layout), query.AskAsync);
        if (!actual.IsRefused)
        {
            Assert.Null(Difference.Between("the shards", expected, actual));
        }
    }
}
