using EfShard.Model;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Finds the collation that the model knows for an expression: named in the query, or that of the column behind it.</summary>
internal sealed class CollationFinder(ShardModel model, SelectExpression root)
{
    public string? Find(SqlExpression expression) => expression switch
    {
        CollateExpression collate => collate.Collation,
        ColumnExpression { Column: { } column } => model.GetCollation(column),
        ColumnExpression column => FindThrough(column),
        _ => null,
    };

    private string? FindThrough(ColumnExpression column)
    {
        foreach (var table in root.Tables)
        {
            var source = table is JoinExpressionBase join ? join.Table : table;
            if (source.Alias != column.TableAlias)
            {
                continue;
            }

            var inside = source as SelectExpression ?? (source as SetOperationBase)?.Source1;
            return inside?.Projection.FirstOrDefault(p => p.Alias == column.Name)?.Expression is { } projected
                ? new CollationFinder(model, inside).Find(projected)
                : null;
        }

        return null;
    }
}
