using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Recognises the shapes of a whole statement that the merge knows how to finish.</summary>
internal static class RootShape
{
    /// <summary>
    ///     Take or Skip below nothing but joins: EF Core's form of <c>Include</c> with <c>Take</c>, whose limit counts parents, not joined rows.
    /// </summary>
    public static bool IsLimitedParent(SelectExpression root)
        => root is { Predicate: null, Having: null, Limit: null, Offset: null, IsDistinct: false, GroupBy.Count: 0 }
            && root.Tables[0] is SelectExpression { Limit: not null } or SelectExpression { Offset: not null };

    /// <summary>
    ///     A SELECT that does nothing but order, cut, count or choose columns of one derived table: EF Core's form of what follows
    ///     <c>Distinct</c>, and of <c>Count</c> after <c>Distinct</c> or <c>GroupBy</c>.
    /// </summary>
    public static bool IsFinish(SelectExpression root)
        => root is
        {
            Tables: [SelectExpression { Limit: null, Offset: null }], Predicate: null, Having: null, GroupBy.Count: 0, IsDistinct: false
        };

    /// <summary>
    ///     <c>SELECT EXISTS (...)</c>, <c>SELECT NOT EXISTS (...)</c> and <c>SELECT x IN (...)</c>: Any, All and Contains. One row with one
    ///     truth value from each shard.
    /// </summary>
    public static TruthMerge? GetTruthMerge(SelectExpression root)
    {
        if (root is not { Tables.Count: 0, Predicate: null, Projection: [{ Expression: var answer }] })
        {
            return null;
        }

        return answer switch
        {
            ExistsExpression => TruthMerge.Any,
            InExpression { Subquery: { Limit: null, Offset: null } } => TruthMerge.Any,
            SqlUnaryExpression { OperatorType: System.Linq.Expressions.ExpressionType.Not, Operand: ExistsExpression } => TruthMerge.All,
            SqlUnaryExpression { OperatorType: System.Linq.Expressions.ExpressionType.Not, Operand: InExpression { Subquery: { Limit: null, Offset: null } } }
                => TruthMerge.All,
            _ => null,
        };
    }
}
