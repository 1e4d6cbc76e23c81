using System.Globalization;

namespace EfShard;

/// <summary>
///     What the application, as far as it has run in this process, would do on the shards that a dry run plans for
///     (<see cref="ShardingOptionsBuilder.DryRun" />).
/// </summary>
public sealed class DryRunReport
{
    internal DryRunReport()
    {
    }

    /// <summary>The shards that are planned for.</summary>
    public required IReadOnlyList<Shard> Shards { get; init; }

    /// <summary>
    ///     Entities that do not say where their rows live, and must before there are several shards; empty if the options allow that
    ///     (<see cref="UnmarkedEntities.OnDefaultShard" />). Here they count as unsharded.
    /// </summary>
    public required IReadOnlyList<string> UnmarkedEntities { get; init; }

    /// <summary>The distinct statements: the costliest first, then those that ran most often.</summary>
    public required IReadOnlyList<DryRunStatement> Statements { get; init; }

    /// <summary>The saves, by the entities that are written together: the costliest first, then those that ran most often.</summary>
    public required IReadOnlyList<DryRunWrite> Writes { get; init; }

    /// <summary>How many executions are not in the lists, because 10,000 distinct ones were before them.</summary>
    public required long Unlisted { get; init; }

    /// <summary>Whether all of it would work on the shards, whatever it costs: nothing is refused, and every entity says where its rows live.</summary>
    public bool Succeeded
        => UnmarkedEntities.Count == 0
            && Statements.All(static s => s.Tier is not DryRunTier.Refused)
            && Writes.All(static w => w.Tier is not DryRunTier.Refused);

    /// <summary>The report as text, for people; it may change.</summary>
    public override string ToString()
    {
        List<string> lines = [$"Planned for the shards {string.Join(", ", Shards)}."];
        if (UnmarkedEntities.Count > 0)
        {
            lines.Add($"These entities do not say where their rows live: {string.Join(", ", UnmarkedEntities)}.");
        }

        lines.AddRange(Statements.Select(static s => s.ToString()));
        lines.AddRange(Writes.Select(static w => w.ToString()));
        if (Unlisted > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Not listed: {Unlisted} executions."));
        }

        return string.Join(Environment.NewLine, lines);
    }
}
