namespace EfShard;

/// <summary>The names of the levels of <see cref="Consistency" />.</summary>
public enum ConsistencyLevel
{
    /// <summary>Reads see what the session has written.</summary>
    ReadYourWrites,

    /// <summary>Reads ask the primary.</summary>
    Strong,

    /// <summary>Reads see what the session has written, and never less than it has read.</summary>
    Session,

    /// <summary>Reads see everything that was committed some time ago.</summary>
    BoundedStaleness,

    /// <summary>Reads see what any replica has.</summary>
    Eventual,

    /// <summary>Reads see what one replica has, the same for a user.</summary>
    Sticky,
}
