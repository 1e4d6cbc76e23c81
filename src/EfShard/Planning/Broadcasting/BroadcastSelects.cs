using System.Linq.Expressions;
using EfShard.Model;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Broadcasting;

/// <summary>
///     Finds the SELECTs inside a statement whose rows could go to the shards as a whole: they read nothing of the rows around them, are answered by shards and a merge (with a limit,
///     too), and have columns of tables only. In: a statement. Out: the same with a table in the place of each, so that it can be asked what it needs of them.
/// </summary>
internal sealed class BroadcastSelects(ShardModel model, QueryDialect dialect, string name) : ExpressionVisitor
{
    private readonly SubtreeTables _tables = new(name, dialect);
    private readonly HashSet<SelectExpression> _values = new(ReferenceEqualityComparer.Instance);
    private readonly List<(SelectExpression Select, TableExpression Table, Subtree Subtree)> _found = [];

    /// <summary>What was found, each with the table that stands for it.</summary>
    public IReadOnlyList<(SelectExpression Select, TableExpression Table, Subtree Subtree)> Found => _found;

    public SelectExpression Replace(SelectExpression statement) => (SelectExpression)base.VisitExtension(statement);

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case ScalarSubqueryExpression value:
                _values.Add(value.Subquery);
                break;
            case InExpression { Subquery: { } list }:
                _values.Add(list);
                break;
            case SelectExpression select when (select.Alias is not null || _values.Contains(select)) && Find(select) is { } table:
                return select.Alias is not null ? table : select.Update(
                    [table], null, [], null,
                    select.Projection.Select((p, i) => new ProjectionExpression(SubtreeTables.Column(_found[^1].Subtree.Statement.Projection[i], table), p.Alias)).ToList(), [], null, null);
        }

        return base.VisitExtension(node);
    }

    private TableExpression? Find(SelectExpression select)
    {
        if (select.Alias is not null && _found.Find(f => f.Select.Alias == select.Alias) is { Table: { } known })
        {
            return known;
        }

        var kinds = TableUse.Of(select).Tables.Select(t => model.GetPlacement(t.Table).Kind).ToList();
        if (!kinds.Contains(TableKind.Sharded) || kinds.Contains(TableKind.Unsharded) || FreeAliases.Of(select).Count > 0)
        {
            return null;
        }

        var statement = _tables.AsStatement(select);
        if (!statement.Projection.All(p => CanCarry(p, statement))
            || new StatementPlanner(model, dialect).Plan(statement) is not { Pushdown: not null, NeedsPin: null } plan)
        {
            return null;
        }

        var table = _tables.Add(statement, new SubtreeSource(TableKind.Sharded, plan.Conditions), select.Alias ?? _tables.NextAlias());
        _found.Add((select, table, _tables.Subtrees[^1]));
        return table;
    }

    /// <summary>Whether the values of a column can go; where they change their form on the way, they would be different by that form.</summary>
    private bool CanCarry(ProjectionExpression projection, SelectExpression statement)
        => projection.Expression is ColumnExpression column
            && dialect.Broadcasting!.CanCarry(ColumnType.Of(column, statement, projection.Alias, dialect))
            && (!statement.IsDistinct || dialect.Broadcasting.ToCarry(column) == column);
}
