using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     Finds the model's column behind a column of a statement, through the tables of the SELECT that reads it: EF Core 10 writes it down in
///     the expression but loses it where it makes the column nullable or renames its table, and EF Core 9 does not write it down.
/// </summary>
internal static class ColumnOrigin
{
    /// <summary>The source in a FROM that a column reads; <see langword="null" /> if it is none of this SELECT's.</summary>
    public static TableExpressionBase? FindSource(ColumnExpression column, SelectExpression select)
    {
        foreach (var table in select.Tables)
        {
            var source = table is JoinExpressionBase join ? join.Table : table;
            if (source.Alias == column.TableAlias)
            {
                return source;
            }
        }

        return null;
    }

    /// <summary>The model's column, seen through derived tables but not through set operations, whose rows come from several columns.</summary>
    public static IColumnBase? Find(ColumnExpression column, SelectExpression select) => FindSource(column, select) switch
    {
        // Its columns are named like the model's, and may be anything.
        FromSqlExpression or TableValuedFunctionExpression => null,
        ITableBasedExpression { Table: { } table } => table.FindColumn(column.Name),
        SelectExpression derived when derived.Projection.FirstOrDefault(p => p.Alias == column.Name)?.Expression is ColumnExpression inside
            => Find(inside, derived),
        _ => null,
    };
}
