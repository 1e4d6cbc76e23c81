using System.Collections;
using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Integration;

/// <summary>
///     EF Core caches no command for a statement whose collections it writes out value by value (<c>Contains</c> on Sqlite): it processes and
///     renders it anew at each execution. This keeps the plans of such statements, by the shape of their parameters, so that only the
///     provider's own processing is repeated.
/// </summary>
internal sealed class ShardedParameterBasedSqlProcessor(
    RelationalParameterBasedSqlProcessorDependencies dependencies,
    RelationalParameterBasedSqlProcessorParameters parameters,
    RelationalParameterBasedSqlProcessor provider) : RelationalParameterBasedSqlProcessor(dependencies, parameters)
{
    private readonly UncachedPlans _plans = new();
    private bool? _isShapedByParameters;

#if EFCORE9
    public override Expression Optimize(Expression queryExpression, IReadOnlyDictionary<string, object?> parametersValues, out bool canCache)
    {
        var shape = ShapeOf(parametersValues);
        var processed = provider.Optimize(queryExpression, parametersValues, out canCache);
#else
    public override Expression Process(Expression queryExpression, ParametersCacheDecorator parametersDecorator)
        => provider.Process(queryExpression, parametersDecorator);

    // The internal overload is the only one that tells whether the result can be cached.
    public override Expression Process(Expression queryExpression, Dictionary<string, object?> parameters, out bool canCache)
    {
        var shape = ShapeOf(parameters);
        var processed = provider.Process(queryExpression, parameters, out canCache);
#endif
        return canCache || !(_isShapedByParameters ??= IsShapedByParameters(queryExpression))
            ? processed
            : new UncachedStatement(processed, shape, _plans);
    }

    /// <summary>Whether the finished tree depends on nulls and lengths only, not on values: no value is written into it as a constant.</summary>
    private bool IsShapedByParameters(Expression statement) => !ConstantFinder.Finds(statement, Parameters);

    private static string ShapeOf(IReadOnlyDictionary<string, object?> parameters)
    {
        var shape = new StringBuilder();
        foreach (var (_, value) in parameters)
        {
            switch (value)
            {
                case null:
                    shape.Append("n;");
                    break;
                case not string and not byte[] and IEnumerable values:
                    var (count, hasNull) = (0, false);
                    foreach (var item in values)
                    {
                        count++;
                        hasNull |= item is null;
                    }

                    shape.Append(CultureInfo.InvariantCulture, $"{count}{(hasNull ? "n" : "")};");
                    break;
                default:
                    shape.Append("v;");
                    break;
            }
        }

        return shape.ToString();
    }

    private sealed class ConstantFinder(RelationalParameterBasedSqlProcessorParameters parameters) : ExpressionVisitor
    {
        private bool _found;

        public static bool Finds(Expression statement, RelationalParameterBasedSqlProcessorParameters parameters)
        {
            var finder = new ConstantFinder(parameters);
            finder.Visit(statement);
            return finder._found;
        }

        protected override Expression VisitExtension(Expression node)
        {
            _found |= node switch
            {
                FromSqlExpression => true,
                SqlParameterExpression parameter => EfCoreDifferences.IsWrittenOut(parameter, parameters),
                _ => false,
            };
            return base.VisitExtension(node);
        }
    }
}
