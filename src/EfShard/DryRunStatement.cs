using System.Globalization;

namespace EfShard;

/// <summary>What a dry run has found out about one statement of the application, over all its executions.</summary>
public sealed class DryRunStatement
{
    internal DryRunStatement()
    {
    }

    /// <summary>
    ///     The SQL that one database runs, with names of parameters in place of values; lists of parameters are shortened. Of what EF Core does not
    ///     translate, the words for it: "raw SQL", say.
    /// </summary>
    public required string Text { get; init; }

    /// <summary>The costliest of its executions. One with few keys in a list may ask one shard, and the next one all.</summary>
    public required DryRunTier Tier { get; init; }

    /// <summary>The most shards that an execution would ask; 0 where it is refused before that is known.</summary>
    public required int MaxShards { get; init; }

    /// <summary>How often it ran.</summary>
    public required long Executions { get; init; }

    /// <summary>How its costliest execution would be answered, as <c>ToShardPlanString</c> says it; empty where there is no plan.</summary>
    public required string Plan { get; init; }

    /// <summary>
    ///     Of a gathered one, how many rows its last gathered execution would bring together on one shard, by the rows that the database has when the report
    ///     is made, or fewer: where a condition on one table leaves out shards of another, the one database does not know which rows those have. Otherwise
    ///     <see langword="null" />.
    /// </summary>
    public long? ShippedRows { get; init; }

    /// <summary>Of a refused one, which part of it is refused, why, and what to do; otherwise <see langword="null" />.</summary>
    public string? Error { get; init; }

    /// <summary>What it would do, then the statement.</summary>
    public override string ToString()
        => DryRunText.Summary(Tier, MaxShards, Executions)
            + (ShippedRows is { } rows ? string.Create(CultureInfo.InvariantCulture, $", {rows} rows shipped") : "")
            + DryRunText.Indented(Error)
            + DryRunText.Indented(Text);
}
