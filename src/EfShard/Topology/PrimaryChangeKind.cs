namespace EfShard.Topology;

/// <summary>The kinds of <see cref="PrimaryChange" />.</summary>
internal enum PrimaryChangeKind
{
    /// <summary>Another server is the primary now.</summary>
    Found,

    /// <summary>The primary has been demoted, or somebody was promoted whom nobody has seen yet.</summary>
    Lost,

    /// <summary>A second server takes itself for the primary; it gets neither reads nor writes.</summary>
    Fenced,

    /// <summary>A standby receives from somebody, and does not show us from whom, so that it can't be read.</summary>
    Hidden,
}
