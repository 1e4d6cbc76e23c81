namespace EfShard.Commit;

/// <summary>The texts of what can go wrong with commits over several shards.</summary>
internal static class CommitErrors
{
    public static string NoTwoPhase(string? provider)
        => $"The provider '{provider}' has no two-phase commit in EfShard, so that nothing of it can be in doubt. Don't ask, or use PostgreSQL.";

    public static string Lost
        => "A connection was lost in the middle of the transaction over shards, and what was written over it is rolled back. Nothing is committed on any shard. "
            + "Roll the transaction back and begin another one.";

    public static string OutcomeUnknown(Guid id, string decider)
        => $"The connection to shard '{decider}' was lost while it decided the commit of transaction {id}, and it can't be asked, so that it is not known "
            + "whether the changes are committed. They are on all shards or on none, and recovery will see to it. Ask for the outcome before you write them "
            + $"again: await context.Sharding().FindCommitOutcomeAsync(new Guid(\"{id}\"), \"{decider}\").";
}
