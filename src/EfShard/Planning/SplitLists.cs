using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     Finds the lists of shard keys that can be divided among the legs, so that a shard is given only the keys it owns: lists that every
///     row must pass, and whose values the statement uses nowhere else.
/// </summary>
internal static class SplitLists
{
    public static IReadOnlyList<KeyCondition.OneOf> Find(Expression statement, BlockResult block, StatementAnalysis analysis)
    {
        if (block.RoutingSources is not [{ Condition: { Placement.KeyColumns.Count: 1 } known }])
        {
            return [];
        }

        var uses = ParameterCounter.Count(statement);
        return Conjuncts(known.Condition)
            .OfType<KeyCondition.OneOf>()
            .Where(list => list.List switch
            {
                KeyList.Collection collection => uses.GetValueOrDefault(collection.Parameter) == 1,
                KeyList.Values values => values.Items.All(v => v is ValueSource.Parameter p && uses.GetValueOrDefault(p.Name) == 1),
                _ => false,
            })
            .Take(1) // Two divided lists would have two lengths; the other one is sent whole.
            .ToList();
    }

    private static IEnumerable<KeyCondition> Conjuncts(KeyCondition condition)
        => condition is KeyCondition.And conjunction ? Conjuncts(conjunction.Left).Concat(Conjuncts(conjunction.Right)) : [condition];

    private sealed class ParameterCounter : ExpressionVisitor
    {
        private readonly Dictionary<string, int> _counts = [];

        public static Dictionary<string, int> Count(Expression statement)
        {
            var counter = new ParameterCounter();
            counter.Visit(statement);
            return counter._counts;
        }

        protected override Expression VisitExtension(Expression node)
        {
            if (node is SqlParameterExpression parameter)
            {
                var name = EfCoreDifferences.NameInValues(parameter);
                _counts[name] = _counts.GetValueOrDefault(name) + 1;
            }

            return base.VisitExtension(node);
        }
    }
}
