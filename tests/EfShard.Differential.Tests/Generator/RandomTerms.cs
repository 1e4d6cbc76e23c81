using CsCheck;

namespace EfShard.Differential.Tests.Generator;

/// <summary>Makes values, orders and terms by chance.</summary>
internal static class RandomTerms
{
    public static Gen<Column> AnyColumn { get; } = Gen.OneOf(Columns.All.ToArray());

    public static Gen<bool> Often { get; } = Gen.Frequency((3, true), (1, false));

    /// <summary>All columns in any order: mostly of a few columns first.</summary>
    public static Gen<Ordering> Order { get; } = Gen.Select(Gen.Shuffle(Columns.All.ToArray()), Gen.Bool.Array[Columns.All.Count])
        .Select((columns, descending) => new Ordering([.. columns.Zip(descending)]));

    public static Gen<Literal> Number(int least, int most) => Gen.Select(Gen.Int[least, most], Often).Select((n, isVariable) => new Literal(n, isVariable));

    public static Gen<Literal> Value(Column column) => Gen.Select(Gen.OneOf(column.Values()), Gen.Bool).Select((value, isVariable) => new Literal(value, isVariable));

    /// <summary>For each column a term of its type: mostly a column of the first or second row.</summary>
    public static Gen<IReadOnlyList<Term>> Terms(bool isJoin, Gen<Tree>? subqueries)
        => Gen.Select(
            Gen.Select(Term(Column.Key, isJoin, subqueries), Term(Column.Id, isJoin, subqueries), Term(Column.Number, isJoin, subqueries), Term(Column.Text, isJoin, subqueries)),
            Gen.Select(Term(Column.Amount, isJoin, subqueries), Term(Column.At, isJoin, null), Term(Column.Flag, isJoin, null)),
            (a, b) => (IReadOnlyList<Term>)[a.Item1, a.Item2, a.Item3, a.Item4, b.Item1, b.Item2, b.Item3]);

    private static Gen<Term> Term(Column column, bool isJoin, Gen<Tree>? subqueries)
    {
        var other = column switch { Column.Key => Column.Id, Column.Id => Column.Key, _ => column };
        var plain = Gen.Select(Gen.Frequency((6, column), (1, other)), isJoin ? Gen.Bool : Gen.Const(false)).Select((c, second) => (Term)new Term.Of(c, second));
        var choices = new List<(int, IGen<Term>)>
        {
            (16, plain),
            (1, Value(column).Select(v => (Term)new Term.Constant(v))),
            (1, Gen.Select(plain, Value(column)).Select((p, v) => (Term)new Term.Coalesce(p, v))),
        };
        if (column is not (Column.At or Column.Flag))
        {
            choices.Add((1, Gen.Select(plain, Value(column)).Select((p, v) => (Term)new Term.Plus(p, v))));
        }

        if (column is Column.Text)
        {
            choices.Add((1, plain.Select(p => (Term)new Term.Upper(p))));
            choices.Add((2, plain.Select(p => (Term)new Term.Collate(p))));
        }

        choices.Add((1, Gen.Select(RandomConditions.Simple, plain, plain).Select((c, a, b) => (Term)new Term.If(c, a, b))));
        if (subqueries is not null)
        {
            choices.Add((1, Gen.Select(subqueries, RandomConditions.Link, Gen.OneOf(Aggregates.For(column)))
                .Select((tree, link, kind) => (Term)new Term.Scalar(tree, link, new(kind, column)))));
        }

        return Gen.Frequency([.. choices]);
    }
}
