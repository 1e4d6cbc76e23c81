namespace EfShard.Differential.Tests.Generator;

/// <summary>A value computed from one row, or from the second row of a join.</summary>
public abstract record Term
{
    /// <summary>A column of the first row or, in a join, of the second.</summary>
    public sealed record Of(Column Column, bool Second = false) : Term;

    public sealed record Constant(Literal Literal) : Term;

    /// <summary>The first that is not null.</summary>
    public sealed record Coalesce(Term First, Literal Other) : Term;

    /// <summary>A number or amount and another; text and more text.</summary>
    public sealed record Plus(Term First, Literal Other) : Term;

    public sealed record Upper(Term Text) : Term;

    /// <summary>A text by the order of a language, which no library reproduces.</summary>
    public sealed record Collate(Term Text) : Term;

    public sealed record If(Condition Condition, Term Then, Term Else) : Term;

    /// <summary>An aggregate over a subquery.</summary>
    public sealed record Scalar(Tree Over, Link? Link, Aggregate Aggregate) : Term;
}
