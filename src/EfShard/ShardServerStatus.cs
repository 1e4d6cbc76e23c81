namespace EfShard;

/// <summary>A server of a shard as this process last saw it: see <see cref="ShardingFacade.Servers" />.</summary>
public sealed record ShardServerStatus
{
    internal ShardServerStatus()
    {
    }

    /// <summary>The shard's name.</summary>
    public required string Shard { get; init; }

    /// <summary>The server's name in events, metrics and traces: the shard's name and the server's place in the options, <c>"s0/0"</c> for the primary that they name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is: <c>"db0:5432"</c>, a file's path. Never a user or a password; <see langword="null" /> where the options do not say.</summary>
    public string? Address { get; init; }

    /// <summary>The zone that the options name, if they do.</summary>
    public string? Zone { get; init; }

    /// <summary>What it was last seen to be.</summary>
    public ShardServerRole Role { get; init; }

    /// <summary>Whether it takes the shard's writes. Of a shard's servers one does, or none while it has no primary.</summary>
    public bool TakesWrites { get; init; }

    /// <summary>Whether it takes itself for the primary beside the real one, and is used for nothing.</summary>
    public bool IsFenced { get; init; }

    /// <summary>Whether reads may go to it: it answers, and is not further behind than <c>MaxLag</c>.</summary>
    public bool IsInService { get; init; }

    /// <summary>How often in a row it has not answered.</summary>
    public int Failures { get; init; }

    /// <summary>How far it is behind the primary in time; <see langword="null" /> for the primary, and where that is not known.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>The same in bytes of log.</summary>
    public long? LagBytes { get; init; }

    /// <summary>The timeline that it is on, which every promotion raises; <see langword="null" /> before it was seen.</summary>
    public long? Timeline { get; init; }

    /// <summary>How much of the log it has written or replayed, in PostgreSQL's form: <c>"0/3000060"</c>; <see langword="null" /> before it was seen.</summary>
    public string? Position { get; init; }

    /// <summary>Connections of this process that are open to it.</summary>
    public int InFlight { get; init; }

    /// <summary>How long it takes to answer, averaged.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Why it did not answer the last question (<see cref="ShardingFacade.CheckServersAsync" />).</summary>
    public Exception? Failure { get; init; }
}
