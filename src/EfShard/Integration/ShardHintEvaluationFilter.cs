using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace EfShard.Integration;

/// <summary>Keeps EF Core from running the hint methods itself: they depend on no row, and would pass for constants.</summary>
internal sealed class ShardHintEvaluationFilter : IEvaluatableExpressionFilterPlugin
{
    public bool IsEvaluatableExpression(Expression expression)
        => expression is not MethodCallExpression call || !ShardHintMethods.IsHint(call.Method);
}
