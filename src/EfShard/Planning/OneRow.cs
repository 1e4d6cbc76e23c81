using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     Recognises <c>SELECT ... WHERE primary key = value LIMIT 1</c>: what <c>Find</c> asks, and <c>FirstOrDefault</c> with such a condition. All shards together have one such row at most.
/// </summary>
internal static class OneRow
{
    /// <summary>Whether a SELECT asks for it, with nothing beside it but rows of which there is one at most.</summary>
    public static bool Is(SelectExpression select)
        => select is { Limit: SqlConstantExpression { Value: 1 }, Offset: null, Orderings.Count: 0, GroupBy.Count: 0, Having: null, Predicate: { } predicate }
            && select.Tables[0] is TableExpression { Table: ITable { PrimaryKey: { } key } } table
            && select.Tables.Skip(1).All(ToOneJoin.Is)
            && Valued(predicate, table.Alias) is var columns
            && key.Columns.All(c => columns.Contains(c.Name));

    private static HashSet<string> Valued(SqlExpression predicate, string alias)
    {
        var columns = new HashSet<string>(StringComparer.Ordinal);
        foreach (var conjunct in ToOneJoin.Conjuncts(predicate))
        {
            if (ValueEquality.TryRead(conjunct, out var column, out _) && column.Alias == alias)
            {
                columns.Add(column.Name);
            }
        }

        return columns;
    }
}
