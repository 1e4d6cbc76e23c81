using System.Linq.Expressions;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Execution;

/// <summary>Cuts a written-out list of shard keys to its first parameters: a leg is given its own keys in them.</summary>
internal sealed class ListShortener(IReadOnlyList<KeyCondition.OneOf> lists, int length) : ExpressionVisitor
{
    protected override Expression VisitExtension(Expression node)
        => node is InExpression { Values: { } values } membership && lists.Any(l => IsList(l.List, values))
            ? membership.Update(membership.Item, values.Take(length).ToList())
            : base.VisitExtension(node);

    private static bool IsList(KeyList list, IReadOnlyList<SqlExpression> values)
        => list is KeyList.Values { Items: var items }
            && items.Count == values.Count
            && items.Zip(values).All(pair => pair is (ValueSource.Parameter named, SqlParameterExpression parameter) && named == ValueSource.Of(parameter));
}
