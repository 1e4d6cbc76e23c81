namespace EfShard;

/// <summary>What a server was last seen to be, whatever the options call it.</summary>
public enum ShardServerRole
{
    /// <summary>It has not been asked, or has not answered yet.</summary>
    Unknown,

    /// <summary>It writes the log.</summary>
    Primary,

    /// <summary>It replays a log that a primary sends.</summary>
    Replica,

    /// <summary>
    ///     It replays, and receives nothing: nobody knows whose history it holds, and it answers no reads. Also what a replica looks like to a user who
    ///     may not see its receiver: grant <c>pg_monitor</c>.
    /// </summary>
    Detached,
}
