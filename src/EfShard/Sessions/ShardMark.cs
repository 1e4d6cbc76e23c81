using EfShard.Topology;

namespace EfShard.Sessions;

/// <summary>What a session remembers of one shard. Immutable: two requests of a session may look at it at the same time.</summary>
internal sealed record ShardMark
{
    public static ShardMark Empty { get; } = new();

    /// <summary>What the session has written.</summary>
    public LogPosition Written { get; init; }

    /// <summary>What the session has read, at least.</summary>
    public LogPosition Read { get; init; }

    /// <summary>Whether it has written something whose position is not known: the primary has to be asked before a replica may answer.</summary>
    public bool IsUnsettled { get; init; }

    /// <summary>When it last wrote, in milliseconds of the Unix epoch; 0 if never. For databases without positions.</summary>
    public long WrittenAt { get; init; }

    /// <summary>What holds for both.</summary>
    public ShardMark Join(ShardMark other) => new()
    {
        Written = LogPosition.Join(Written, other.Written),
        Read = LogPosition.Join(Read, other.Read),
        IsUnsettled = IsUnsettled || other.IsUnsettled,
        WrittenAt = Math.Max(WrittenAt, other.WrittenAt),
    };
}
