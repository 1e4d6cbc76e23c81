using CsCheck;

namespace EfShard.Differential.Tests.Generator;

/// <summary>Makes conditions by chance.</summary>
internal static class RandomConditions
{
    private static readonly Gen<Comparison> AnyComparison = Gen.Enum<Comparison>();

    private static readonly Gen<Comparison> Equality = Gen.Frequency((3, Comparison.Equal), (1, Comparison.NotEqual));

    /// <summary>How a subquery follows its row; mostly it does.</summary>
    public static Gen<Link?> Link { get; } = Gen.Frequency<Link?>(
        (1, Gen.Const((Link?)null)),
        (6, Gen.Select(Gen.OneOf(Columns.Comparable), Gen.Bool).Select((pair, notNull) => (Link?)new Link(pair.Item1, pair.Item2, notNull))));

    /// <summary>What binds most sources to one shard, in some layout.</summary>
    public static Gen<Condition> OneKey { get; } = Gen.OneOf(Column.Key, Column.Key, Column.Id).SelectMany(column => RandomTerms.Value(column)
        .Select(v => (Condition)new Condition.Compare(column, Comparison.Equal, v)));

    /// <summary>Conditions on the row alone.</summary>
    public static Gen<Condition> Simple { get; } = Gen.Frequency(
        (3, OneKey),
        (6, RandomTerms.AnyColumn.SelectMany(Compare)),
        (2, Gen.Select(Gen.OneOf(Columns.Comparable), AnyComparison).Select(CompareColumns)),
        (1, RandomTerms.AnyColumn.Select(column => (Condition)new Condition.IsNull(column))),
        (2, Gen.OneOf(Column.Key, Column.Id, Column.Number, Column.Text).SelectMany(InList)),
        (1, RandomTerms.Value(Column.Text).Select(v => (Condition)new Condition.StartsWith(v))));

    /// <summary>Any conditions, also with subqueries.</summary>
    public static Gen<Condition> Of(Gen<Tree>? subqueries)
    {
        var part = subqueries is null ? Simple : Gen.Frequency((5, Simple), (2, WithSubquery(subqueries)));
        return Gen.Frequency(
            (6, part),
            (2, Gen.Select(part, part).Select((a, b) => (Condition)new Condition.And(a, b))),
            (2, Gen.Select(part, part).Select((a, b) => (Condition)new Condition.Or(a, b))),
            (1, part.Select(a => (Condition)new Condition.Not(a))),
            (1, Gen.Select(part, part, part).Select((a, b, c) => (Condition)new Condition.And(a, new Condition.Not(new Condition.Or(b, c))))));
    }

    private static Gen<Condition> WithSubquery(Gen<Tree> subqueries)
        => Gen.Frequency(
            (3, Gen.Select(subqueries, Link).Select((tree, link) => (Condition)new Condition.Any(tree, link, null))),
            (2, Gen.Select(subqueries, Link, Simple).Select((tree, link, where) => (Condition)new Condition.Any(tree, link, where))),
            (1, Gen.Select(subqueries, Link, Simple).Select((tree, link, where) => (Condition)new Condition.All(tree, link, where))),
            (2, Gen.Select(subqueries, Gen.OneOf(Columns.Comparable)).Select((tree, pair) => (Condition)new Condition.In(pair.Item1, tree, pair.Item2))),
            (1, Gen.Select(subqueries, Link, AnyComparison, Gen.OneOf(Column.Number, Column.Amount, Column.Id), Gen.OneOf(AggregateKind.Min, AggregateKind.Max, AggregateKind.Sum))
                .Select(c => (Condition)new Condition.CompareScalar(c.Item4, c.Item3, c.Item1, c.Item2, c.Item5))));

    private static Gen<Condition> Compare(Column column)
        => Gen.Select(column is Column.Flag ? Equality : AnyComparison, RandomTerms.Value(column))
            .Select((comparison, v) => (Condition)new Condition.Compare(column, comparison, v));

    private static Condition CompareColumns((Column Left, Column Right) pair, Comparison comparison)
        => pair.Left == pair.Right
            ? new Condition.CompareColumns(Column.Key, comparison, Column.Id)
            : new Condition.CompareColumns(pair.Left, comparison, pair.Right);

    private static Gen<Condition> InList(Column column)
        => Gen.Select(Gen.Frequency((1, Gen.Const(column.List())), (2, Gen.OneOf(column.Values()).Array[0, 4])), RandomTerms.Often)
            .Select((values, isVariable) => (Condition)new Condition.InList(column, values, isVariable));
}
