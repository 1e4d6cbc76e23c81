using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Recognises joins that find at most one row for each row before them.</summary>
internal static class ToOneJoin
{
    /// <summary>Whether a join's condition covers the joined table's primary key.</summary>
    public static bool Is(TableExpressionBase table)
    {
        if (table is not PredicateJoinExpressionBase { Table: TableExpression { Table: ITable { PrimaryKey: { } key } } named } join)
        {
            return false;
        }

        var equated = new HashSet<string>(StringComparer.Ordinal);
        foreach (var conjunct in Conjuncts(join.JoinPredicate))
        {
            if (ColumnEquality.TryRead(conjunct, acceptNullSafe: false, out var left, out var right) && left.Alias != right.Alias)
            {
                equated.Add(left.Alias == named.Alias ? left.Name : right.Alias == named.Alias ? right.Name : "");
            }
        }

        return key.Columns.All(c => equated.Contains(c.Name));
    }

    /// <summary>The parts of a condition that must all hold.</summary>
    public static IEnumerable<SqlExpression> Conjuncts(SqlExpression predicate)
        => predicate is SqlBinaryExpression { OperatorType: ExpressionType.AndAlso } conjunction
            ? Conjuncts(conjunction.Left).Concat(Conjuncts(conjunction.Right))
            : [predicate];
}
