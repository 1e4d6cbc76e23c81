namespace EfShard.Topology;

/// <summary>What a server says of itself when asked.</summary>
/// <param name="IsStandby">Whether it replays a log rather than writing one.</param>
/// <param name="Position">
///     A primary: what it has committed. A standby: what it has replayed, on the timeline that it receives; without a timeline if it receives
///     nothing, because then nobody knows whose history it holds.
/// </param>
/// <param name="StartedAt">When the server process started: positions of different runs must not be compared.</param>
internal sealed record ServerObservation(bool IsStandby, LogPosition Position, string StartedAt)
{
    /// <summary>Whether it is a standby that receives, and does not show us from whom: the user may not see it.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Whether it is a primary, or a standby that is fed by one.</summary>
    public bool IsAttached => !IsStandby || Position.Timeline > 0;
}
