namespace EfShard.Tests.Gathering;

/// <summary>Which queries a test's context gathers, and how.</summary>
public enum HowGathered
{
    /// <summary>None: what would have to be is refused.</summary>
    Refused,

    /// <summary>Those that several shards can't answer each by itself.</summary>
    WhenNeeded,

    /// <summary>All.</summary>
    Always,

    /// <summary>All, over attached files.</summary>
    Attached,
}
