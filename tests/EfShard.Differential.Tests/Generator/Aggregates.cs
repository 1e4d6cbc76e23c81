using System.Linq.Expressions;
using EfShard.Differential.Tests.Rows;

namespace EfShard.Differential.Tests.Generator;

/// <summary>Aggregates over queries and groups, as expressions.</summary>
internal static class Aggregates
{
    /// <summary>The aggregates of a column that have its own type, or convert to it without loss.</summary>
    public static AggregateKind[] For(Column column)
        => column switch
        {
            Column.Number => [AggregateKind.Count, AggregateKind.CountIf, AggregateKind.CountDistinct, AggregateKind.Sum, AggregateKind.Min, AggregateKind.Max],
            Column.Key or Column.Id => [AggregateKind.Count, AggregateKind.Sum, AggregateKind.Min, AggregateKind.Max],
            Column.Amount => [AggregateKind.Sum, AggregateKind.Min, AggregateKind.Max, AggregateKind.Average],
            Column.Flag => [AggregateKind.CountIf],
            _ => [AggregateKind.Min, AggregateKind.Max],
        };

    public static Expression Over(Expression rows, Aggregate aggregate)
    {
        var column = aggregate.Column;
        var selector = Linq.Selector(column);
        switch (aggregate.Kind)
        {
            case AggregateKind.Count:
                return Linq.Call(rows, "Count", [typeof(Row)]);
            case AggregateKind.CountIf:
                var isNull = Expression.Lambda(Expression.Equal(selector.Body, Expression.Constant(null, selector.ReturnType)), selector.Parameters);
                var count = Linq.Call(rows, "Count", [typeof(Row)], isNull);
                return column is Column.Flag ? Expression.GreaterThan(count, Expression.Constant(1)) : count;
            case AggregateKind.CountDistinct:
                var values = Linq.Call(rows, "Select", [typeof(Row), column.Type()], selector);
                return Linq.Call(Linq.Call(values, "Distinct", [column.Type()]), "Count", [column.Type()]);
            default:
                var hasOwnMethod = aggregate.Kind is AggregateKind.Sum or AggregateKind.Average
                    || (!rows.Type.IsAssignableTo(typeof(IQueryable)) && column is not (Column.Text or Column.At));
                return !hasOwnMethod
                    ? Linq.Call(rows, aggregate.Kind.ToString(), [typeof(Row), column.Type()], selector)
                    : Linq.Call(rows, aggregate.Kind.ToString(), [typeof(Row)], selector);
        }
    }
}
