namespace EfShard.Execution.Gathering;

/// <summary>What came of reading the rows that a statement would send.</summary>
internal enum BroadcastOutcome
{
    /// <summary>They are few.</summary>
    Few,

    /// <summary>They are too many: a gather, which ships them all, would ship at least as many.</summary>
    TooMany,

    /// <summary>They can't be sent for another reason: they are long, or have a value that can't travel so.</summary>
    Unfit,
}
