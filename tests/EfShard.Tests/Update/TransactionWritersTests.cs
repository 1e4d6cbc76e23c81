using EfShard.Providers.Npgsql;
using EfShard.Tests.Update.Harness;
using EfShard.Topology;
using EfShard.Update;

namespace EfShard.Tests.Update;

/// <summary>Which shards a transaction may write, and which of them get a limit for their waits.</summary>
public sealed class TransactionWritersTests
{
    private readonly TransactionMarks _marks = new();

    [Fact]
    public void One_writer_commits_by_itself_and_waits_as_long_as_it_likes()
    {
        var writers = Over(CrossShardCommit.TwoPhase, capacity: 10);

        Assert.Empty(writers.Add([1]));
        Assert.Empty(writers.Add([1]));
        Assert.False(writers.AreSeveral);
    }

    [Fact]
    public void The_second_writer_limits_the_waits_of_both_and_each_once()
    {
        var writers = Over(CrossShardCommit.TwoPhase, capacity: 10);
        writers.Add([1]);

        Assert.Equal([1, 2], writers.Add([2]));
        writers.HaveLimited([1, 2]);
        Assert.Equal([3], writers.Add([2, 3]));
        Assert.True(writers.AreSeveral);

        writers.ForgetLimits();
        Assert.Equal([1, 2, 3], writers.Add([1]));
    }

    [Fact]
    public void A_server_that_can_prepare_nothing_may_write_alone_and_is_refused_beside_others()
    {
        var writers = Over(CrossShardCommit.TwoPhase, capacity: 0);
        writers.Add([1]);

        var error = Assert.Throws<CrossShardCommitException>(() => writers.Add([2]));

        Assert.Contains("max_prepared_transactions", error.Message, StringComparison.Ordinal);
        Assert.Equal([1], _marks.Writers);
        Assert.False(writers.AreSeveral);
    }

    [Theory]
    [InlineData(CrossShardCommit.BestEffort)]
    [InlineData(CrossShardCommit.TwoPhase)]
    public void Several_are_refused_by_one_policy_only(CrossShardCommit policy)
    {
        var (allowed, refused) = (Over(policy, capacity: 10), Over(CrossShardCommit.Reject, capacity: 10));
        _marks.AddWriter(1);

        allowed.RefuseSecond([2]);
        refused.RefuseSecond([1]);
        var error = Assert.Throws<CrossShardCommitException>(() => refused.RefuseSecond([1, 2]));

        Assert.Contains("'s1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'s2'", error.Message, StringComparison.Ordinal);
    }

    private TransactionWriters Over(CrossShardCommit policy, long capacity)
    {
        var topology = NotedConnections.Shards(4, policy);
        foreach (var shard in topology.Shards)
        {
            shard.PrepareCapacity = capacity;
        }

        return new TransactionWriters(topology, new NpgsqlTwoPhase(), _marks);
    }
}
