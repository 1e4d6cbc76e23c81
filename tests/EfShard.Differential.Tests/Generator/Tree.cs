using EfShard.Differential.Tests.Rows;

namespace EfShard.Differential.Tests.Generator;

/// <summary>
///     A query from rows to rows, as data: made by chance, made smaller where it fails, and built into LINQ for any context by
///     <see cref="TreeBuilder" />.
/// </summary>
public abstract record Tree
{
    /// <summary>About how many rows it has at most: what is too large is not asked.</summary>
    public abstract double Size { get; }

    public sealed record From(Source Source) : Tree
    {
        public override double Size => Source.Size;
    }

    /// <summary>The rows of what belongs to a source's rows.</summary>
    public sealed record Children(Source Source) : Tree
    {
        public override double Size => Source.Size * 3;
    }

    public sealed record Where(Tree Of, Condition Condition) : Tree
    {
        public override double Size => Of.Size;
    }

    /// <summary>Each column as a term.</summary>
    public sealed record Select(Tree Of, IReadOnlyList<Term> Terms) : Tree
    {
        public override double Size => Of.Size;
    }

    public sealed record Take(Tree Of, Ordering Ordering, Literal? Skip, Literal? Count) : Tree
    {
        public override double Size => Count is { Value: int count } ? Math.Min(count, Of.Size) : Of.Size;
    }

    /// <summary>The different rows of some columns; the others are constants.</summary>
    public sealed record Distinct(Tree Of, IReadOnlyList<Column> Columns) : Tree
    {
        public override double Size => Of.Size;
    }

    public sealed record Join(JoinKind Kind, Tree Left, Tree Right, Column LeftColumn, Column RightColumn, IReadOnlyList<Term> Terms) : Tree
    {
        public override double Size
            => Math.Max(Left.Size, Left.Size * Right.Size / (Kind is JoinKind.Cross ? 1 : Math.Min(LeftColumn.Distinct(), RightColumn.Distinct())));
    }

    public sealed record Set(SetKind Kind, Tree Left, Tree Right) : Tree
    {
        public override double Size => Left.Size + Right.Size;
    }

    /// <summary>Groups by some columns; each other column is an aggregate of its own type.</summary>
    /// <param name="Having">How many rows a group must have.</param>
    public sealed record Group(Tree Of, IReadOnlyList<Column> By, IReadOnlyList<Aggregate> Aggregates, int? Having) : Tree
    {
        public override double Size => Of.Size;
    }
}
