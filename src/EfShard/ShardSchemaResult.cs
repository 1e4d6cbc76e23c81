namespace EfShard;

/// <summary>What a change of schema did on one shard.</summary>
public sealed class ShardSchemaResult
{
    internal ShardSchemaResult(Shard shard, ShardSchemaOutcome outcome, Exception? error, TimeSpan duration, string? migration = null)
    {
        Shard = shard;
        Outcome = outcome;
        Error = error;
        Duration = duration;
        Migration = migration;
    }

    /// <summary>The shard.</summary>
    public Shard Shard { get; }

    /// <summary>The id of the migration that was applied or reverted, or that failed; <see langword="null" /> for other work.</summary>
    public string? Migration { get; }

    /// <summary>What was done.</summary>
    public ShardSchemaOutcome Outcome { get; }

    /// <summary>Why it failed; <see langword="null" /> unless <see cref="Outcome" /> is <see cref="ShardSchemaOutcome.Failed" />.</summary>
    public Exception? Error { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Shard, migration if there is one, outcome and time, and the error's text if there is one.</summary>
    public override string ToString()
        => $"{Shard.Name}: {(Migration is null ? "" : Migration + " ")}{Outcome.ToString().ToLowerInvariant()} in {Duration.TotalMilliseconds:F0} ms{(Error is null ? "" : $": {Error.Message}")}";
}
