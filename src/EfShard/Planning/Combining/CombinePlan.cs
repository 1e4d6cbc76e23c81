namespace EfShard.Planning.Combining;

/// <summary>
///     How the partial rows of the legs (a row a group and shard) become the rows of the statement. Positions are those of a leg's columns unless
///     something else is said.
/// </summary>
internal sealed class CombinePlan
{
    /// <summary>What tells one group from another; empty for an aggregate over the whole table.</summary>
    public required IReadOnlyList<CombineKey> Keys { get; init; }

    /// <summary>Whether rows are grouped: an aggregate over the whole table has one row, whatever the legs return.</summary>
    public required bool IsGrouped { get; init; }

    /// <summary>Values that are equal in all rows of a group, taken from its first row.</summary>
    public required IReadOnlyList<GroupValue> Values { get; init; }

    public required IReadOnlyList<CombinedAggregate> Aggregates { get; init; }

    /// <summary>The HAVING, finished after combining.</summary>
    public CombinedValue? Having { get; init; }

    /// <summary>Whether the statement's one row counts the groups: <c>SELECT COUNT(*) FROM (SELECT ... GROUP BY ...)</c>.</summary>
    public bool CountsGroups { get; init; }

    /// <summary>The columns of a row, as EF Core expects them.</summary>
    public required IReadOnlyList<CombinedValue> Projection { get; init; }

    public required IReadOnlyList<CombinedOrdering> Orderings { get; init; }

    /// <summary>The text of what is told apart or compared by the databases' default collation, if anything is: it must turn out to be binary.</summary>
    public string? ComparedByDefault { get; init; }
}
