using System.Linq.Expressions;
using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Model;
using EfShard.Differential.Tests.Rows;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Generator;

/// <summary>Asks a context a question.</summary>
internal static class Asking
{
    /// <summary>The question as LINQ, as EF Core prints it; values that are taken from it at its end are not part of it.</summary>
    public static string Print(TrackerContext db, Question question)
    {
        var (query, end) = question switch
        {
            Question.Rows rows => (Query(db, rows), ""),
            Question.Value value => (TreeBuilder.Build(db, value.Tree), $" -> {value.Aggregate.Kind} of {value.Aggregate.Column}"),
            Question.Truth { All: { } all } truth => (TreeBuilder.Build(db, truth.Tree), $" -> All: {new TreeBuilder(db).Lambda(all)}"),
            Question.Truth truth => (TreeBuilder.Build(db, truth.Tree), " -> Any"),
            Question.First first => (TreeBuilder.Build(db, first.Tree, first.Ordering), " -> First or default"),
            Question.FirstOfGroup first => (TreeBuilder.Build(db, first), ""),
            Question.Entities entities => ((IQueryable)Query(db, entities), $" -> {entities.Query}"),
            Question.Families families => (Query(db, families), ""),
            _ => throw new NotSupportedException(question.ToString()),
        };
        return Microsoft.EntityFrameworkCore.Query.ExpressionPrinter.Print(query.Expression) + end;
    }

    public static async Task<Lines> AskAsync(TrackerContext db, Question question)
        => question switch
        {
            Question.Rows rows => Lines.Of(await Query(db, rows).ToListAsync(), rows.Ordering is not null),
            Question.Value value => Lines.Of(await ValueAsync(TreeBuilder.Build(db, value.Tree), value.Aggregate)),
            Question.Truth { All: { } all } truth => Lines.Of(
                await TreeBuilder.Build(db, truth.Tree).AllAsync((Expression<Func<Row, bool>>)new TreeBuilder(db).Lambda(all))),
            Question.Truth truth => Lines.Of(await TreeBuilder.Build(db, truth.Tree).AnyAsync()),
            Question.First first => Lines.Of(await TreeBuilder.Build(db, first.Tree, first.Ordering).FirstOrDefaultAsync()),
            Question.FirstOfGroup first => Lines.Of(await TreeBuilder.Build(db, first).ToListAsync(), isOrdered: false),
            Question.Entities entities => Lines.OfEntities(await Query(db, entities).ToListAsync(), db, entities.Query.Skip > 0 || entities.Query.Take is not null),
            Question.Families families => Lines.Of(await Query(db, families).ToListAsync(), isOrdered: false),
            _ => throw new NotSupportedException(question.ToString()),
        };

    private static IQueryable<Row> Query(TrackerContext db, Question.Rows rows)
        => rows.Ordering is { } ordering ? TreeBuilder.Build(db, rows.Tree, ordering) : TreeBuilder.Build(db, rows.Tree);

    private static IQueryable<object> Query(TrackerContext db, Question.Entities entities)
    {
        var where = entities.Where is { } condition ? (Expression<Func<Row, bool>>)new TreeBuilder(db).Lambda(condition) : null;
        return entities.Source.Entities(db, entities.Query with { Where = where })!;
    }

    private static IQueryable<Family> Query(TrackerContext db, Question.Families families)
        => families.LastId is { } last ? families.Source.Families(db)!.Where(f => f.Id <= last) : families.Source.Families(db)!;

    private static async Task<object?> ValueAsync(IQueryable<Row> rows, Aggregate aggregate)
        => (aggregate.Kind, aggregate.Column) switch
        {
            (AggregateKind.Count, _) => await rows.CountAsync(),
            (AggregateKind.CountIf, _) => await rows.LongCountAsync(r => r.Number == null),
            (AggregateKind.CountDistinct, _) => await rows.Select(r => r.Text).Distinct().CountAsync(),
            (AggregateKind.Sum, Column.Number) => await rows.SumAsync(r => r.Number),
            (AggregateKind.Sum, Column.Id) => await rows.SumAsync(r => r.Id),
            (AggregateKind.Sum, _) => await rows.SumAsync(r => r.Amount),
            (AggregateKind.Average, Column.Number) => await rows.AverageAsync(r => r.Number),
            (AggregateKind.Average, Column.Id) => await rows.AverageAsync(r => r.Id),
            (AggregateKind.Average, _) => await rows.AverageAsync(r => r.Amount),
            (AggregateKind.Min, Column.Text) => await rows.MinAsync(r => r.Text),
            (AggregateKind.Min, Column.At) => await rows.MinAsync(r => r.At),
            (AggregateKind.Min, Column.Amount) => await rows.MinAsync(r => r.Amount),
            (AggregateKind.Min, _) => await rows.MinAsync(r => r.Number),
            (_, Column.Text) => await rows.MaxAsync(r => r.Text),
            (_, Column.At) => await rows.MaxAsync(r => r.At),
            (_, Column.Amount) => await rows.MaxAsync(r => r.Amount),
            _ => await rows.MaxAsync(r => r.Number),
        };
}
