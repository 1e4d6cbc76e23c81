using System.Linq.Expressions;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Finds the largest parts of a statement that shards can answer each for its own rows, from the outside in: a whole SELECT, a SELECT whose groups,
///     order or limit are finished where the rows are brought together, or the tables of a SELECT that live together. In: a statement. Out: what is left of
///     it, with temporary tables in their place. Single tables are left as they are; <see cref="GatherPlanner" /> ships those.
/// </summary>
internal sealed class SubtreeShipper : ExpressionVisitor
{
    private static readonly SqlConstantExpression One = new(1, typeof(int), new IntTypeMapping("integer"));

    private readonly QueryDialect _dialect;
    private readonly SubtreeProof _proof;
    private readonly SubtreeTables _tables;
    private readonly SelectFinisher _finisher;
    private readonly JoinGrouper _grouper;

    public SubtreeShipper(ShardModel model, QueryDialect dialect, StatementAnalysis analysis, SubtreeTables tables)
    {
        _dialect = dialect;
        _proof = new SubtreeProof(model, dialect, analysis);
        _tables = tables;
        _finisher = new SelectFinisher(_proof, tables, dialect);
        _grouper = new JoinGrouper(model, _proof, tables, dialect);
    }

    /// <summary>What is left of a statement.</summary>
    public SelectExpression Ship(SelectExpression statement)
        => _finisher.TryFinish(statement, isRoot: true) is { } finished ? VisitInside(finished) : VisitInside(Group(statement));

    protected override Expression VisitExtension(Expression node)
        => node switch
        {
            SelectExpression select => Ship(select, mayBeTable: select.Alias is not null),
            SetOperationBase operation => operation.Update(
                (SelectExpression)Ship(operation.Source1, mayBeTable: false), (SelectExpression)Ship(operation.Source2, mayBeTable: false)),
            // One row tells that there is one.
            ExistsExpression { Subquery: { Limit: null, Offset: null } rows } exists when FreeAliases.Of(rows).Count == 0 && !_finisher.IsAggregate(rows)
                => exists.Update((SelectExpression)Ship(
                    rows.Update(rows.Tables, rows.Predicate, rows.GroupBy, rows.Having, rows.Projection, rows.Orderings, null, One), mayBeTable: false)),
            _ => base.VisitExtension(node),
        };

    private SelectExpression VisitInside(SelectExpression select) => (SelectExpression)base.VisitExtension(select);

    private Expression Ship(SelectExpression select, bool mayBeTable)
    {
        if (FreeAliases.Of(select).Count > 0)
        {
            // It is worked out for each row around it, of which some may be elsewhere.
            return VisitInside(_grouper.Group(select));
        }

        // A table alone is shipped as a table, once for all its occurrences.
        if (!IsTable(select) && (!IsJoin(select) || FinestTable.IsIn(select)) && _proof.Of(select, BlockRole.Derived) is { } source)
        {
            return ShipWhole(select, source, mayBeTable);
        }

        return VisitInside(_finisher.TryFinish(select, isRoot: false) ?? Group(select));
    }

    private SelectExpression Group(SelectExpression select) => _grouper.Group(LimitBelowJoins.Move(select, _dialect));

    private Expression ShipWhole(SelectExpression select, SubtreeSource source, bool mayBeTable)
    {
        var statement = _tables.AsStatement(select);
        if (mayBeTable)
        {
            return _tables.Add(statement, source, select.Alias!);
        }

        var table = _tables.Add(statement, source, _tables.NextAlias());
        return select.Update(
            [table], null, [], null, select.Projection.Select((p, i) => new ProjectionExpression(SubtreeTables.Column(statement.Projection[i], table), p.Alias)).ToList(),
            [], null, null);
    }

    /// <summary>A SELECT that does nothing but join, whose rows may be more than those of its tables.</summary>
    private bool IsJoin(SelectExpression select) => select is { IsDistinct: false, GroupBy.Count: 0, Limit: null, Offset: null } && !_finisher.IsAggregate(select);

    private static bool IsTable(SelectExpression select)
        => select is { Tables: [TableExpression], IsDistinct: false, GroupBy.Count: 0, Limit: null, Offset: null, Having: null }
            && select.Projection.All(p => p.Expression is ColumnExpression)
            && NestedExpressions.Of([select.Predicate]).Subqueries.Count == 0;
}
