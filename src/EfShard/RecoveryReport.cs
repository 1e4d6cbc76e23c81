namespace EfShard;

/// <summary>What a recovery of commits over several shards has found and done.</summary>
public sealed class RecoveryReport
{
    internal RecoveryReport(
        int committed, int rolledBack, IReadOnlyList<InDoubtTransaction> inDoubt, IReadOnlyDictionary<string, Exception> failures)
    {
        Committed = committed;
        RolledBack = rolledBack;
        InDoubt = inDoubt;
        Failures = failures;
    }

    /// <summary>How many prepared parts it has committed.</summary>
    public int Committed { get; }

    /// <summary>How many prepared parts it has rolled back.</summary>
    public int RolledBack { get; }

    /// <summary>What is left: commits at work, or those whose deciding shard can't be asked.</summary>
    public IReadOnlyList<InDoubtTransaction> InDoubt { get; }

    /// <summary>The first failure on each shard that had one, by the shard's name. What concerns the shard is left for the next time.</summary>
    public IReadOnlyDictionary<string, Exception> Failures { get; }
}
