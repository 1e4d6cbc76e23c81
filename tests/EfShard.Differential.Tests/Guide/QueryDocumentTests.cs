using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Databases;
using EfShard.Differential.Tests.Model;

namespace EfShard.Differential.Tests.Guide;

public class QueryDocumentTests(SqliteFixture sqlite) : IClassFixture<SqliteFixture>
{
    public static TheoryData<string> Names => [.. QueryKinds.All.Select(kind => kind.Name)];

    [Fact]
    public void The_checked_in_guide_has_the_plans_of_its_queries()
    {
        var expected = QueryDocument.Render(sqlite.Databases);
        if (Environment.GetEnvironmentVariable("EFSHARD_ACCEPT_PLANS") == "1")
        {
            File.WriteAllText(QueryDocument.Path, expected);
        }

        Assert.True(
            File.ReadAllText(QueryDocument.Path) == expected,
            "docs/queries.md is not what its queries' plans are. Run this test once with EFSHARD_ACCEPT_PLANS=1, and look at the difference.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_example_of_the_guide_gives_what_one_database_gives(string name)
    {
        var kind = QueryKinds.All.Single(k => k.Name == name);
        await sqlite.Databases.FillAsync(new(5, WorldShape.Even));
        var expected = await Answer.OfAsync(sqlite.Databases.Single, kind.AskOneAsync);
        Assert.Null(expected.Exception);
        Assert.Null(Difference.Between("the shards", expected, await Answer.OfAsync(() => sqlite.Databases.Sharded(Layout.Mixed), kind.AskAsync)));
    }
}
