using EfShard.Topology;

namespace EfShard.Tests.ServerTopology;

public sealed class PromotionRuleTests
{
    private readonly ShardServers _servers = new(
        "s0", At(5000), [At(5001), At(5002), At(5003)], TimeProvider.System);

    public PromotionRuleTests()
    {
        Learn(0, isStandby: false);
        Learn(1, isStandby: true);
        Learn(2, isStandby: true);
        Learn(3, isStandby: true);
    }

    [Fact]
    public void The_one_with_the_most_log_is_chosen()
        => Assert.Equal("s0/2", Choose(Standby(1, 100), Standby(2, 300), Standby(3, 200)).Chosen?.Server.Name);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    public void Two_processes_can_not_both_have_a_majority(int replicas, int majority)
    {
        Assert.Equal(majority, PromotionRule.Majority(replicas));
        Assert.True(2 * majority > replicas);
    }

    [Fact]
    public void Without_leases_of_a_majority_nobody_is_chosen()
        => Assert.Contains("1 of 3", Choose(Standby(1, 100), Standby(2, 100) with { IsLeased = false }).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_replica_that_still_receives_from_the_primary_speaks_against_it()
        => Assert.Contains(
            "'s0/3' still receives", Choose(Standby(1, 100), Standby(2, 100), Standby(3, 100) with { Sender = new ServerAddress("db", 5000, null) }).Reason,
            StringComparison.Ordinal);

    [Fact]
    public void A_replica_that_is_fed_by_another_replica_does_not()
        => Assert.Equal(
            "s0/1", Choose(Standby(1, 300), Standby(2, 100), Standby(3, 100) with { Sender = new ServerAddress("DB", 5001, null) }).Chosen?.Server.Name);

    [Fact]
    public void Where_one_is_a_primary_already_nobody_is_chosen()
        => Assert.Contains("'s0/1' is a primary", Choose(Standby(1, 0) with { IsStandby = false }, Standby(2, 100), Standby(3, 100)).Reason, StringComparison.Ordinal);

    [Fact]
    public void One_that_is_not_known_to_be_on_the_latest_timeline_is_not_chosen()
    {
        Learn(2, isStandby: true, timeline: 2);
        Assert.Equal("s0/2", Choose(Standby(1, 900), Standby(2, 100), Standby(3, 900)).Chosen?.Server.Name);
        Assert.Contains("timeline 2", Choose(Standby(1, 900), Standby(3, 900)).Reason, StringComparison.Ordinal);
    }

    private static ShardEndpoint At(int port) => new($"Host=db;Port={port}", null);

    private (StandbyState? Chosen, string? Reason) Choose(params StandbyState[] states) => PromotionRule.Choose(_servers.Current, states);

    private StandbyState Standby(int server, ulong received) => new(_servers.Current.Servers[server], IsLeased: true, IsStandby: true, received, Sender: null);

    private void Learn(int server, bool isStandby, uint timeline = 1)
        => _servers.Learn(
            _servers.Current.Servers[server], new object(), new ServerObservation(isStandby, new LogPosition(timeline, 50), "monday"), null, LogPosition.None, 0);
}
