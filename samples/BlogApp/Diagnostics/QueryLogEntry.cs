namespace BlogApp.Diagnostics;

/// <summary>One statement of the application, over however many shards.</summary>
/// <param name="Page">The request that it was for, such as <c>GET /feed/1</c>.</param>
/// <param name="Plan">How it was spread over the shards, as the library prints it.</param>
/// <param name="Legs">Its work on each shard that it touched.</param>
/// <param name="Duration">From the choice of shards to the last row; legs run side by side, so it can be less than their sum.</param>
public sealed record QueryLogEntry(string Page, string Plan, IReadOnlyList<QueryLeg> Legs, TimeSpan Duration)
{
    /// <summary>Which of this process's statements it is, from one.</summary>
    public long Number { get; init; }

    /// <summary>How it was answered.</summary>
    public QueryTier Tier { get; init; } = QueryTierReader.Of(Plan, Legs.Count);

    /// <summary>The rows that were read from all legs, or changed; null where nobody counted.</summary>
    public long? Rows { get; init; }

    /// <summary>Of a gathered statement: the rows that were brought together.</summary>
    public long? GatheredRows { get; init; }

    /// <summary>Of a gathered statement: the bytes that came from other shards.</summary>
    public long? GatheredBytes { get; init; }

    /// <summary>How fresh the answer had to be, where shards have replicas.</summary>
    public string? Consistency { get; init; }

    /// <summary>What tells most in a list: what chose the shards and, if they are several, how their rows are merged.</summary>
    public string Headline
    {
        get
        {
            // The plan's first lines say its kind and its shards, which the list shows already.
            var lines = Plan.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var telling = lines.Skip(2).Where(line => Legs.Count > 1 || !line.StartsWith("merge:", StringComparison.Ordinal)).Take(2).ToList();
            return telling.Count > 0 ? string.Join(" · ", telling) : lines.FirstOrDefault() ?? "";
        }
    }
}
