using CsCheck;
using EfShard.Differential.Tests.Rows;

namespace EfShard.Differential.Tests.Generator;

/// <summary>Makes trees and questions by chance. No order is left open: whatever limits rows orders them by all columns first.</summary>
internal static class RandomTrees
{
    private const int Depth = 3;
    private const double Largest = 1500;

    private static readonly Source[] WithChildren = [.. Sources.All.Where(s => s.HasChildren)];

    private static readonly Source[] WithEntities = [.. Sources.All.Where(s => s.HasEntities)];

    private static readonly Gen<Tree> AnyLeaf = Gen.Frequency(
        (6, Gen.OneOf(Sources.All.ToArray()).Select(s => (Tree)new Tree.From(s))),
        (1, Gen.OneOf(WithChildren).Select(s => (Tree)new Tree.Children(s))));

    // Sqlite has no join that takes the first rows for each row.
    private static readonly Gen<JoinKind> AnyJoin = Gen.Frequency(
        (5, JoinKind.Inner), (4, JoinKind.Left), (2, JoinKind.Right), (2, JoinKind.GroupJoin), (3, JoinKind.Many), (2, JoinKind.ManyOrNone), (1, JoinKind.ManyFirst),
        (1, JoinKind.Cross));

    private static readonly Gen<Aggregate> AnyAggregate = Gen.OneOf(
    [
        new Aggregate(AggregateKind.Count, Column.Id), new Aggregate(AggregateKind.CountIf, Column.Number), new Aggregate(AggregateKind.CountDistinct, Column.Text), new Aggregate(AggregateKind.Sum, Column.Number),
        new Aggregate(AggregateKind.Sum, Column.Id), new Aggregate(AggregateKind.Sum, Column.Amount), new Aggregate(AggregateKind.Average, Column.Number), new Aggregate(AggregateKind.Average, Column.Id),
        new Aggregate(AggregateKind.Average, Column.Amount), new Aggregate(AggregateKind.Min, Column.Text), new Aggregate(AggregateKind.Min, Column.At), new Aggregate(AggregateKind.Min, Column.Amount),
        new Aggregate(AggregateKind.Min, Column.Number), new Aggregate(AggregateKind.Max, Column.Text), new Aggregate(AggregateKind.Max, Column.At), new Aggregate(AggregateKind.Max, Column.Amount),
        new Aggregate(AggregateKind.Max, Column.Number),
    ]);

    private static readonly Gen<Question> Entities = Gen.Select(
            Gen.OneOf(WithEntities), Gen.Select(RandomTerms.Often, Gen.Bool, Gen.Int[-20, 12], Gen.Int[-6, 12]), Gen.Bool,
            Gen.Frequency<Condition?>((1, Gen.Const((Condition?)null)), (2, RandomConditions.Simple.Select(c => (Condition?)c))))
        .Select((source, how, tracked, where) => (Question)new Question.Entities(
            source,
            new EntityQuery(how.Item1 && source.HasIncludes, how.Item2, Math.Max(0, how.Item3), how.Item4 < 0 ? null : how.Item4, tracked),
            where));

    private static readonly Gen<IReadOnlyList<Aggregate>> GroupAggregates = Gen.Select(
        Gen.Select(For(Column.Key), For(Column.Id), For(Column.Number), For(Column.Text)),
        Gen.Select(For(Column.Amount), For(Column.At), For(Column.Flag)),
        (a, b) => (IReadOnlyList<Aggregate>)[a.Item1, a.Item2, a.Item3, a.Item4, b.Item1, b.Item2, b.Item3]);

    /// <summary>A question about any of the sources: each way to answer has its share.</summary>
    public static Gen<Question> Questions { get; } = Gen.Frequency(
        (6, Question(Of(Depth, AnyLeaf))),
        (2, Question(Of(1, AnyLeaf))),
        (8, RandomConditions.OneKey.SelectMany(key => Question(Of(2, AnyLeaf.Select(leaf => (Tree)new Tree.Where(leaf, key)))))),
        (7, Combined));

    /// <summary>Aggregates and groups right above one source.</summary>
    private static Gen<Question> Combined
    {
        get
        {
            var rows = Gen.Frequency<Tree>(
                (2, AnyLeaf),
                (3, Gen.Select(AnyLeaf, RandomConditions.Of(null)).Select((tree, condition) => (Tree)new Tree.Where(tree, condition))));
            var groups = Groups(rows);
            return Gen.Frequency<Question>(
                (3, Gen.Select(rows, AnyAggregate).Select((tree, aggregate) => (Question)new Question.Value(tree, aggregate))),
                (3, groups.Select(tree => (Question)new Question.Rows(tree, null))),
                (2, Gen.Select(groups, RandomTerms.Order).Select((tree, order) => (Question)new Question.Rows(tree, order))),
                (1, Different(rows).Select(tree => (Question)new Question.Rows(tree, null))));
        }
    }

    private static Gen<Question> Question(Gen<Tree> trees)
        => Gen.Frequency<Question>(
            (6, Gen.Select(trees, RandomTerms.Order).Select((tree, order) => (Question)new Question.Rows(tree, order))),
            (4, trees.Select(tree => (Question)new Question.Rows(tree, null))),
            (3, Gen.Select(trees, AnyAggregate).Select((tree, aggregate) => (Question)new Question.Value(tree, aggregate))),
            (1, Gen.Select(trees, RandomConditions.Simple).Select((tree, all) => (Question)new Question.Truth(tree, all))),
            (1, trees.Select(tree => (Question)new Question.Truth(tree, null))),
            (1, Gen.Select(trees, RandomTerms.Order).Select((tree, order) => (Question)new Question.First(tree, order))),
            (1, Gen.Select(trees, RandomTerms.AnyColumn, RandomTerms.Order).Select((tree, by, order) => (Question)new Question.FirstOfGroup(tree, by, order))),
            (3, Entities),
            (1, Gen.Select(Gen.OneOf(WithChildren), Gen.Int[0, 30]).Select((source, last) => (Question)new Question.Families(source, last == 0 ? null : last))));

    private static Gen<Tree> Of(int depth, Gen<Tree> leaf)
    {
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Of(depth - 1, leaf);
        var small = depth > 1 ? Of(depth - 2, leaf) : leaf;
        return Gen.Frequency<Tree>(
            (3, leaf),
            (6, Gen.Select(inner, RandomConditions.Of(depth > 1 ? small : null)).Select((tree, condition) => (Tree)new Tree.Where(tree, condition))),
            (2, Gen.Select(inner, RandomTerms.Terms(false, depth > 1 ? small : null)).Select((tree, terms) => (Tree)new Tree.Select(tree, terms))),
            (3, Gen.Select(inner, RandomTerms.Order, RandomTerms.Number(0, 12), RandomTerms.Number(0, 20), Gen.Int[0, 5]).Select(Take)),
            (2, Different(inner)),
            (7, Gen.Select(
                    Gen.Select(AnyJoin, Gen.OneOf(Columns.Comparable)), Gen.Select(inner, small), RandomTerms.Terms(true, null))
                .Select((how, sides, terms) => (Tree)new Tree.Join(how.Item1, sides.Item1, sides.Item2, how.Item2.Item1, how.Item2.Item2, terms))
                .Where(tree => tree.Size < Largest)),
            (3, Gen.Select(Gen.Enum<SetKind>(), inner, small).Select((kind, left, right) => (Tree)new Tree.Set(kind, left, right))),
            (4, Groups(inner)));
    }

    private static Gen<Tree> Different(Gen<Tree> rows)
        => Gen.Select(rows, RandomTerms.AnyColumn.Array[1, 4]).Select((tree, columns) => (Tree)new Tree.Distinct(tree, [.. columns.Distinct()]));

    private static Gen<Tree> Groups(Gen<Tree> rows)
        => Gen.Select(rows, RandomTerms.AnyColumn.Array[1, 3], GroupAggregates, Gen.Int[-3, 2])
            .Select((tree, by, aggregates, having) => (Tree)new Tree.Group(tree, [.. by.Distinct()], aggregates, having < 0 ? null : having));

    private static Gen<Aggregate> For(Column column) => Gen.OneOf(Aggregates.For(column)).Select(kind => new Aggregate(kind, column));

    private static Tree Take((Tree Of, Ordering Ordering, Literal Skip, Literal Count, int How) take)
        => new Tree.Take(take.Of, take.Ordering, take.How > 2 ? take.Skip : null, take.How == 5 ? null : take.Count);
}
