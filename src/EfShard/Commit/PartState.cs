namespace EfShard.Commit;

/// <summary>What the coordinator knows of a participant that is prepared.</summary>
internal enum PartState
{
    /// <summary>Its transaction is open.</summary>
    Open,

    /// <summary>It has been told to prepare; whether it has is not known.</summary>
    Asked,

    /// <summary>It has answered that it is prepared.</summary>
    Prepared,

    /// <summary>It has answered that it has committed.</summary>
    Committed,
}
