using System.Linq.Expressions;
using EfShard.Execution;
using EfShard.Model;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>
///     Stands where EF Core turns a finished SQL tree into a command: plans the tree, and returns the plan with the provider's own commands for
///     its pieces. EF Core caches it as it would cache the provider's command.
/// </summary>
internal sealed class ShardedQuerySqlGenerator(QuerySqlGeneratorDependencies dependencies, IQuerySqlGeneratorFactory provider, QueryDialect dialect)
    : QuerySqlGenerator(dependencies)
{
    public override IRelationalCommand GetCommand(Expression queryExpression)
        => queryExpression is UncachedStatement uncached
            ? uncached.Plans.GetOrAdd(uncached, statement => Plan(statement.Statement))
            : Plan(queryExpression);

    private StatementTemplate Plan(Expression statement)
    {
        PlanningEvents.Planned();
        // A provider's own form of DELETE does not show its target to visitors.
        var model = ModelFinder.Find(dialect.TryReadDelete(statement, out var target, out _) ? target : statement) is { } found ? ShardModel.Of(found) : null;
        return new StatementTemplate(new StatementPlanner(model, dialect).Plan(statement), dialect, expression => provider.Create().GetCommand(expression));
    }

    /// <summary>Finds the model in the first table of a statement; one without tables needs none.</summary>
    private sealed class ModelFinder : ExpressionVisitor
    {
        private IModel? _model;

        public static IModel? Find(Expression statement)
        {
            var finder = new ModelFinder();
            finder.Visit(statement);
            return finder._model;
        }

        protected override Expression VisitExtension(Expression node)
        {
            _model ??= (node as ITableBasedExpression)?.Table?.Model.Model
                // SQL of the application may be all that there is: the tables that it reads are named beside it.
                ?? ((node as SqlExpression)?.TypeMapping as NamedTables)?.Tables[0].Model.Model;
            return _model is null ? base.VisitExtension(node) : node;
        }
    }
}
