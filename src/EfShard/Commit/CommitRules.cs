namespace EfShard.Commit;

/// <summary>
///     What tests may do to the protocol of this process: watch its steps, and switch a rule off to see that the tests find the fault.
///     Nothing else touches it.
/// </summary>
internal static class CommitRules
{
    private static readonly AsyncLocal<Action<CommitStep, string>?> Watching = new();

    /// <summary>Called at each step of the process with the shard's name; what it throws, the step throws.</summary>
    public static Action<CommitStep, string>? AtStep { get; set; }

    /// <summary>Called at each step of the caller's own commits: tests may watch several side by side.</summary>
    public static Action<CommitStep, string>? AtOwnStep
    {
        get => Watching.Value;
        set => Watching.Value = value;
    }

    /// <summary>R1: the decider's transaction has locked the id before anybody is prepared.</summary>
    public static bool LockBeforePreparing { get; set; } = true;

    /// <summary>R2: the decider commits after all others are prepared.</summary>
    public static bool PrepareBeforeDeciding { get; set; } = true;

    /// <summary>R4: nothing is rolled back while the decider's transaction holds its lock.</summary>
    public static bool RespectLock { get; set; } = true;

    /// <summary>R5: the record is kept until all participants have committed.</summary>
    public static bool ForgetLast { get; set; } = true;

    /// <summary>How long a decider is asked whose answer is lost.</summary>
    public static TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    public static void Reach(CommitStep step, string shard)
    {
        AtStep?.Invoke(step, shard);
        Watching.Value?.Invoke(step, shard);
    }
}
