namespace EfShard;

/// <summary>What a dry run has found out about the saves of certain entities.</summary>
public sealed class DryRunWrite
{
    internal DryRunWrite()
    {
    }

    /// <summary>The entities whose rows a save writes, by name.</summary>
    public required IReadOnlyList<string> Entities { get; init; }

    /// <summary>Whether the application had begun a transaction: all that it writes counts together then.</summary>
    public required bool IsInTransaction { get; init; }

    /// <summary>The costliest of the saves.</summary>
    public required DryRunTier Tier { get; init; }

    /// <summary>The most shards that a save, or its transaction until then, would write; 0 where it is refused before that is known.</summary>
    public required int MaxShards { get; init; }

    /// <summary>How many saves there were.</summary>
    public required long Executions { get; init; }

    /// <summary>Of refused ones, why, and what to do; otherwise <see langword="null" />.</summary>
    public string? Error { get; init; }

    /// <summary>What it would do, then the entities.</summary>
    public override string ToString()
        => DryRunText.Summary(Tier, MaxShards, Executions)
            + DryRunText.Indented(Error)
            + DryRunText.Indented($"saves {string.Join(", ", Entities)}{(IsInTransaction ? ", in a transaction" : "")}");
}
