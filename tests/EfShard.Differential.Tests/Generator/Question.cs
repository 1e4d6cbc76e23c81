using EfShard.Differential.Tests.Rows;

namespace EfShard.Differential.Tests.Generator;

/// <summary>A whole query with its end: what is asked of one database and of the shards.</summary>
public abstract record Question
{
    /// <summary>Lists the rows, in order or not.</summary>
    public sealed record Rows(Tree Tree, Ordering? Ordering) : Question;

    /// <summary>One value over all rows.</summary>
    public sealed record Value(Tree Tree, Aggregate Aggregate) : Question;

    /// <summary>Whether any row is there, or all fulfil a condition.</summary>
    public sealed record Truth(Tree Tree, Condition? All) : Question;

    /// <summary>The first row of each group. EF Core lets nothing stand above it.</summary>
    public sealed record FirstOfGroup(Tree Tree, Column By, Ordering Ordering) : Question;

    public sealed record First(Tree Tree, Ordering Ordering) : Question;

    /// <summary>Loads entities.</summary>
    public sealed record Entities(Source Source, EntityQuery Query, Condition? Where) : Question;

    /// <summary>Rows with collections in them.</summary>
    public sealed record Families(Source Source, long? LastId) : Question;
}
