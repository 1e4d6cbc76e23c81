using System.Linq.Expressions;
using EfShard.Differential.Tests.Rows;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Generator;

/// <summary>Calls of LINQ's operators over rows, as expressions.</summary>
internal static class Linq
{
    public static Expression Queryable(string method, Type[] types, params Expression[] arguments)
        => Expression.Call(typeof(Queryable), method, types, [.. arguments.Select(a => a is LambdaExpression ? Expression.Quote(a) : a)]);

    public static Expression Enumerable(string method, Type[] types, params Expression[] arguments)
        => Expression.Call(typeof(Enumerable), method, types, arguments);

    /// <summary>Calls the operator of the kind of the rows: queries have other operators than groups.</summary>
    public static Expression Call(Expression rows, string method, Type[] types, params Expression[] arguments)
        => rows.Type.IsAssignableTo(typeof(IQueryable)) ? Queryable(method, types, [rows, .. arguments]) : Enumerable(method, types, [rows, .. arguments]);

    public static Expression Column(Expression row, Column column) => Expression.Property(row, column.Property());

    public static LambdaExpression Selector(Column column)
    {
        var row = Expression.Parameter(typeof(Row), "r");
        return Expression.Lambda(Column(row, column), row);
    }

    public static Expression Value(Literal literal, Type type)
    {
        if (!literal.IsVariable)
        {
            return Expression.Constant(literal.Value, type);
        }

        var variable = Activator.CreateInstance(typeof(Variable<>).MakeGenericType(type), literal.Value)!;
        return Expression.Property(Expression.Constant(variable), nameof(Variable<int>.Value));
    }

    public static Expression Order(Expression rows, Ordering ordering)
    {
        var first = true;
        foreach (var (column, isDescending) in ordering.Columns)
        {
            var method = (first ? "OrderBy" : "ThenBy") + (isDescending ? "Descending" : "");
            rows = Call(rows, method, [typeof(Row), column.Type()], Selector(column));
            first = false;
        }

        return rows;
    }

    public static Expression NewRow(IEnumerable<(Column Column, Expression Value)> columns)
        => Expression.MemberInit(Expression.New(typeof(Row)), columns.Select(c => Expression.Bind(c.Column.Property(), Convert(c.Value, c.Column.Type()))));

    public static Expression Collate(Expression text, string collation)
        => Expression.Call(
            typeof(RelationalDbFunctionsExtensions), nameof(RelationalDbFunctionsExtensions.Collate), [typeof(string)], Expression.Constant(EF.Functions), text,
            Expression.Constant(collation));

    public static Expression Convert(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);
}
