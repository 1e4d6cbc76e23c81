namespace EfShard;

/// <summary>
///     A write touches several shards, and the options (<see cref="CrossShardCommit.Reject" />) do not allow what can't be committed
///     atomically. Nothing has been sent, or everything sent has been rolled back.
/// </summary>
public sealed class CrossShardCommitException : InvalidOperationException
{
    internal CrossShardCommitException(string message)
        : base(message)
    {
    }
}
