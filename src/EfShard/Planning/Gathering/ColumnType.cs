using System.Linq.Expressions;
using EfShard.Model;
using EfShard.Planning.Combining;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Declares a temporary table's column as the expression that fills it would be compared: type and collation of a table's column, the type of a
///     cast, nothing for other expressions, whose values keep whatever type they have.
/// </summary>
internal static class ColumnType
{
    public static ShippedColumn Of(SqlExpression expression, SelectExpression select, string name, QueryDialect dialect)
    {
        var collations = new CollationFinder(select);
        return expression switch
        {
            ColumnExpression column when ColumnOrigin.Find(column, select) is { } known => new ShippedColumn(name, known.StoreType, ShardModel.GetCollation(known)),
            ColumnExpression column => new ShippedColumn(name, TypeOf(column, select), collations.Find(column)),
            CollateExpression collate => new ShippedColumn(name, null, collate.Collation),
            SqlUnaryExpression { OperatorType: ExpressionType.Convert } cast => new ShippedColumn(name, cast.TypeMapping?.StoreType, Inside(cast.Operand)),
            // What is chosen from partial least and greatest values is compared as they were.
            SqlFunctionExpression function when dialect.IsAggregate(function)
                && dialect.ReadAggregate(function) is { Kind: AggregateKind.Min or AggregateKind.Max, Compared: { } compared }
                => new ShippedColumn(name, null, Inside(compared)),
            _ => new ShippedColumn(name, null, null),
        };

        // Where the sides of a set operation keep their values in different types, each value stays as it is.
        static string? TypeOf(ColumnExpression column, SelectExpression select) => ColumnOrigin.FindSource(column, select) switch
        {
            SetOperationBase operation => OfSide(operation.Source1, column.Name) is var type && type == OfSide(operation.Source2, column.Name) ? type : null,
            SelectExpression derived when derived.Projection.FirstOrDefault(p => p.Alias == column.Name)?.Expression is ColumnExpression inside => TypeOf(inside, derived),
            _ => ColumnOrigin.Find(column, select)?.StoreType ?? column.TypeMapping?.StoreType,
        };

        static string? OfSide(SelectExpression side, string name) => side.Projection.FirstOrDefault(p => p.Alias == name)?.Expression switch
        {
            ColumnExpression column => TypeOf(column, side),
            var value => value?.TypeMapping?.StoreType,
        };

        string? Inside(SqlExpression operand) => operand is ColumnExpression or CollateExpression ? collations.Find(operand) : null;
    }
}
