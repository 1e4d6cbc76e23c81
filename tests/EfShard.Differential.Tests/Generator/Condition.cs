namespace EfShard.Differential.Tests.Generator;

/// <summary>A predicate over a row.</summary>
public abstract record Condition
{
    public sealed record Compare(Column Column, Comparison Comparison, Literal Literal) : Condition;

    public sealed record CompareColumns(Column Left, Comparison Comparison, Column Right) : Condition;

    public sealed record IsNull(Column Column) : Condition;

    public sealed record InList(Column Column, IReadOnlyList<object> Values, bool IsVariable) : Condition;

    public sealed record StartsWith(Literal Literal) : Condition;

    public sealed record And(Condition Left, Condition Right) : Condition;

    public sealed record Or(Condition Left, Condition Right) : Condition;

    public sealed record Not(Condition Of) : Condition;

    /// <summary>A subquery has a row, or a row that fulfils a condition.</summary>
    public sealed record Any(Tree Over, Link? Link, Condition? If) : Condition;

    /// <summary>All rows of a subquery fulfil a condition.</summary>
    public sealed record All(Tree Over, Link? Link, Condition Condition) : Condition;

    /// <summary>A column of a subquery contains a value of the row.</summary>
    public sealed record In(Column Column, Tree Over, Column Of) : Condition;

    /// <summary>A value compared with an aggregate over a subquery.</summary>
    public sealed record CompareScalar(Column Column, Comparison Comparison, Tree Over, Link? Link, AggregateKind Kind) : Condition;
}
