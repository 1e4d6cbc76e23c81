namespace EfShard.Analyzers.Tests.Docs;

/// <summary>What the rules say of the examples is what EfShard does with them: each is compiled from its page and run over four shards.</summary>
public class RuntimeAgreementTests
{
    public static TheoryData<string> Bad(string id) => [.. RulePage.Read(id).Bad];

    public static TheoryData<string> Good(string id) => [.. RulePage.Read(id).Good];

    [Theory]
    [MemberData(nameof(Bad), "EFS0001")]
    public async Task No_shard_can_do_a_reported_join_by_itself(string example)
        => Assert.False((await ExampleRun.OfAsync(example)).StayedOnTheShards);

    [Theory]
    [MemberData(nameof(Good), "EFS0001")]
    public async Task The_shards_do_the_other_joins_by_themselves(string example)
        => Assert.True((await ExampleRun.OfAsync(example)).StayedOnTheShards);

    [Theory]
    [MemberData(nameof(Bad), "EFS0002")]
    [MemberData(nameof(Bad), "EFS0003")]
    [MemberData(nameof(Bad), "EFS0007")]
    public async Task Statements_that_are_reported_ask_all_shards(string example)
        => Assert.Equal(ExampleRun.Shards, Assert.Single((await ExampleRun.OfAsync(example)).Statements).Shards.Length);

    [Theory]
    [MemberData(nameof(Good), "EFS0002")]
    [MemberData(nameof(Good), "EFS0003")]
    public async Task The_others_ask_one_or_say_that_all_are_meant(string example)
        => Assert.Equal(
            example.Contains("AllShards()", StringComparison.Ordinal) ? ExampleRun.Shards : 1,
            Assert.Single((await ExampleRun.OfAsync(example)).Statements).Shards.Length);

    [Theory]
    [MemberData(nameof(Bad), "EFS0007")]
    public async Task A_reported_skip_is_merged_over_the_shards(string example)
        => Assert.Contains("skip", Assert.Single((await ExampleRun.OfAsync(example)).Statements).Plan, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [MemberData(nameof(Good), "EFS0007")]
    public async Task Other_pages_skip_nothing_or_ask_one_shard(string example)
    {
        var (shards, plan) = Assert.Single((await ExampleRun.OfAsync(example)).Statements);

        Assert.True(shards.Length == 1 || !plan.Contains("skip", StringComparison.OrdinalIgnoreCase), plan);
    }
}
