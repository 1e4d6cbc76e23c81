using EfShard.Topology;

namespace EfShard.Execution;

/// <summary>What is wrong with statements that write, in words.</summary>
internal static class WriteErrors
{
    /// <summary>What else than Reject could be chosen; goes on after "or".</summary>
    public const string OtherPolicies =
        "choose what a commit over several shards is, with UseSharding(sharding => sharding.CrossShardCommit(...)): Atomic on Sqlite and TwoPhase on PostgreSQL commit "
        + "all of them or none; with BestEffort some may commit and others not.";

    public static string SeveralShards(ShardSet shards, ShardTopology topology)
        => $"The statement changes rows on {shards.Count} shards ({string.Join(", ", shards.AsEnumerable().Select(s => topology.Shards[s].Name))}), "
            + "which can't be committed atomically, and CrossShardCommit.Reject does not allow less. Nothing has been sent. "
            + "Add a condition on the shard key, run it a shard at a time with OnShard, or " + OtherPolicies + " "
            + "A reference table is changed on every shard.";

    /// <exception cref="CrossShardCommitException">The shards are several, and the options do not allow writes over several.</exception>
    public static void RefuseUnlessAllowed(ShardSet shards, ShardTopology topology)
    {
        if (shards.Count > 1 && topology.CrossShardCommit is CrossShardCommit.Reject)
        {
            throw new CrossShardCommitException(SeveralShards(shards, topology));
        }
    }

    public static string SecondWriter(int writers)
        => $"The transaction would have written to {writers} shards, which can't be committed atomically, and CrossShardCommit.Reject does not allow less. "
            + "Use a transaction for each shard, or " + OtherPolicies;

    public static string TransactionLost(ShardNode shard)
        => $"The connection to shard '{shard.Name}' was lost in the middle of a transaction, and what the transaction has written there is rolled back. Nothing more "
            + "can be done in it: a new connection would be outside of it. Roll it back and begin another one.";

    public static string NotPinned(string what)
        => $"{what}: it needs one shard, and what it would touch can't be seen, so that no shard can be chosen for it. "
            + "Name the shard: using (context.Sharding().UseShard(\"...\")) { ... }.";
}
