using EfShard.Topology;

namespace EfShard.Commit;

/// <summary>The texts of what can go wrong with commits over several shards.</summary>
internal static class CommitErrors
{
    public static string NoTwoPhase(string? provider)
        => $"The provider '{provider}' has no two-phase commit in EfShard, so that nothing of it can be in doubt. Don't ask, or use PostgreSQL.";

    public static string Lost
        => "A connection was lost in the middle of the transaction, and what was written over it is rolled back. Nothing is committed on any shard. "
            + "Roll the transaction back and begin another one.";

    public static ShardUnavailableException NoPrimary(ShardNode shard)
        => new(
            shard.Name,
            $"The shard '{shard.Name}' has no primary that can be reached, and only a primary knows what is decided there. Nothing has been sent to it. Try again when a replica has been promoted.");

    public static ShardUnavailableException IsStandby(ShardNode shard)
        => new(
            shard.Name,
            $"The server of shard '{shard.Name}' is a standby, and only a primary knows what is prepared and decided there. Nothing has been changed on it. Have the connection string lead to the "
            + "primary (Target Session Attributes=primary), or name the replicas with AddShard(..., s => s.Primary(...).Replica(...)).");

    public static string OutcomeUnknown(Guid id, string decider)
        => $"The connection to shard '{decider}' was lost while it decided the commit of transaction {id}, and it can't be asked, so that it is not known "
            + "whether the changes are committed. They are on all shards or on none, and recovery will see to it. Ask for the outcome before you write them "
            + $"again: await context.Sharding().FindCommitOutcomeAsync(new Guid(\"{id}\"), \"{decider}\").";
}
