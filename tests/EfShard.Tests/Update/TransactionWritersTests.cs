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

        Assert.Null(Add(writers, 1));
        Assert.Null(Add(writers, 1));
        Assert.False(writers.AreSeveral);
    }

    [Fact]
    public void The_second_writer_limits_the_waits_of_both_and_each_once()
    {
        var writers = Over(CrossShardCommit.TwoPhase, capacity: 10);
        Add(writers, 1);

        var limits = Add(writers, 2)!;
        Assert.Equal([1, 2], limits.Shards);
        limits.AreSet();
        Assert.Equal([3], Add(writers, 2, 3)!.Shards);
        Assert.True(writers.AreSeveral);

        writers.ForgetLimits();
        Assert.Equal([1, 2, 3], Add(writers, 1)!.Shards);
    }

    [Fact]
    public void A_server_that_can_prepare_nothing_may_write_alone_and_is_refused_beside_others()
    {
        var writers = Over(CrossShardCommit.TwoPhase, capacity: 0);
        Add(writers, 1);

        var error = Assert.Throws<CrossShardCommitException>(() => Add(writers, 2));

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

        allowed.Refuse([2]);
        refused.Refuse([1]);
        var error = Assert.Throws<CrossShardCommitException>(() => refused.Refuse([1, 2]));

        Assert.Contains("'s1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'s2'", error.Message, StringComparison.Ordinal);
    }

    private static LockLimits? Add(TransactionWriters writers, params int[] shards)
        => writers.Add(shards, _ => throw new InvalidOperationException("No shard's transaction is needed to find out."));

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
