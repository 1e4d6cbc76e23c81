namespace EfShard.Topology;

/// <summary>What a server was last seen to be, whatever the options call it.</summary>
internal enum ServerRole
{
    /// <summary>It has not answered yet.</summary>
    Unknown,

    /// <summary>It writes the log.</summary>
    Primary,

    /// <summary>It replays a log that a primary sends.</summary>
    Replica,

    /// <summary>It replays, and receives nothing: nobody knows whose history it holds.</summary>
    Detached,
}
