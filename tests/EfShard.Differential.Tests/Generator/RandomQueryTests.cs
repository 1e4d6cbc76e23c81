using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Databases;
using EfShard.TestServers;

namespace EfShard.Differential.Tests.Generator;

/// <summary>
///     A thousand queries that nobody thought of: each gives over the shards what one database gives, and the same when all rows are gathered.
///     None is refused. `./fuzz.sh` asks more of them.
/// </summary>
public class RandomQueryTests(SqliteFixture sqlite, PostgresFixture postgres) : IClassFixture<SqliteFixture>, IClassFixture<PostgresFixture>
{
    // Fewer, and the generator would prove little.
    private const double FewestTranslatable = 0.8;

    // Each way to answer has its share, in every world.
    private const double FewestRouted = 1 / 12.0;
    private const double FewestCombined = 1 / 12.0;
    private const double FewestPushedDown = 0.1;
    private const double FewestGathered = 0.15;

    public static TheoryData<uint> Worlds => [.. Enumerable.Range(0, 8).Select(i => (uint)i)];

    [Theory]
    [MemberData(nameof(Worlds))]
    public Task Random_queries_give_what_one_database_gives(uint world) => CheckAsync(sqlite.Databases, world);

    [PostgresTheory]
    [MemberData(nameof(Worlds))]
    public Task Random_queries_give_what_one_database_gives_on_PostgreSQL(uint world) => CheckAsync(postgres.Databases, world);

    private static async Task CheckAsync(TrackerDatabases databases, uint world)
    {
        var tally = new Tally();
        for (var seed = world * Trial.QuestionsPerWorld; seed < (world + 1) * Trial.QuestionsPerWorld; seed++)
        {
            var trial = Trial.Of(seed);
            var verdict = await Judge.JudgeAsync(databases, trial);
            if (verdict.Wrong is not null)
            {
                Assert.Fail($"Seed {seed} (./fuzz.sh --seed {seed}): {await Judge.DescribeAsync(databases, await Judge.ShrinkAsync(databases, trial))}");
            }

            tally.Add(verdict);
        }

        AtLeast(FewestTranslatable, tally.Translatable, tally.Asked);
        AtLeast(FewestRouted, tally.Of(Tier.Route), tally.Translatable);
        AtLeast(FewestPushedDown, tally.Of(Tier.Pushdown), tally.Translatable);
        AtLeast(FewestCombined, tally.Of(Tier.Combine), tally.Translatable);
        AtLeast(FewestGathered, tally.Of(Tier.Gather), tally.Translatable);
        Assert.Empty(tally.Refusals);

        void AtLeast(double share, int count, int of) => Assert.True(count >= share * of, $"{count} of {of} is less than {share:P0}: {tally}");
    }
}
