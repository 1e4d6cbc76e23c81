namespace EfShard;

/// <summary>What is known of a write that failed: <c>exception.WriteOutcome()</c>.</summary>
public enum WriteOutcome
{
    /// <summary>Nothing has been sent: it may be repeated.</summary>
    NotSent,

    /// <summary>The database has rolled it back, or will: it may be repeated.</summary>
    RolledBack,

    /// <summary>The connection was lost before the answer came: it may have been committed. Look before it is repeated.</summary>
    Unknown,
}
