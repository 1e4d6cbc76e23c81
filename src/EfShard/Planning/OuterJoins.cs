using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Makes an outer join of an inner one, with a column that tells the rows that the inner join would have had.</summary>
internal static class OuterJoins
{
    /// <summary>The outer join and its marker, a column that is null only where nothing matched; nothing where there is no such column.</summary>
    public static (TableExpressionBase Join, ColumnExpression Marker)? TryMake(TableExpressionBase join) => join switch
    {
        InnerJoinExpression inner when FindMarker(inner.Table) is { } marker => (new LeftJoinExpression(inner.Table, inner.JoinPredicate), marker),
        CrossApplyExpression apply when FindMarker(apply.Table) is { } marker => (new OuterApplyExpression(apply.Table), marker),
        _ => null,
    };

    private static ColumnExpression? FindMarker(TableExpressionBase table)
    {
        switch (table)
        {
            case TableExpression { Table: ITable { PrimaryKey.Columns: [var key, ..] } } named:
                var mapping = key.PropertyMappings[0].TypeMapping;
                return new ColumnExpression(key.Name, named.Alias, mapping.ClrType, mapping, nullable: true);

            case SelectExpression derived:
                return derived.Projection
                    .Where(p => p.Expression is ColumnExpression { IsNullable: false })
                    .Select(p => new ColumnExpression(p.Alias, derived.Alias!, p.Expression.Type, p.Expression.TypeMapping, nullable: true))
                    .FirstOrDefault();

            default:
                return null;
        }
    }
}
