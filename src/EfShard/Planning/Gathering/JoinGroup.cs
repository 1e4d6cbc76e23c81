using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>Tables of one SELECT whose rows live together, with the conditions that read no others: shards join them before they are shipped.</summary>
internal sealed class JoinGroup
{
    private readonly List<TableExpressionBase> _tables;
    private readonly FinestTable _finest;
    private readonly HashSet<string> _aliases = new(StringComparer.Ordinal);
    private readonly List<SqlExpression> _conditions;
    private readonly List<SqlExpression> _subqueries = [];

    /// <summary>Starts a group.</summary>
    /// <param name="first">Its first table.</param>
    /// <param name="conditions">What is certain in the SELECT and may be asked anywhere.</param>
    public JoinGroup(TableExpression first, IEnumerable<SqlExpression> conditions)
    {
        First = first;
        _tables = [first];
        _finest = new FinestTable(first);
        _aliases.Add(first.Alias);
        _conditions = [.. conditions];
    }

    public TableExpression First { get; }

    public SubtreeSource? Source { get; private set; }

    /// <summary>Whether it does more than one table does by itself.</summary>
    public bool IsWorthwhile => Source is not null && (_tables.Count > 1 || _subqueries.Count > 0 || Columns.Count > 0);

    /// <summary>Subqueries that stay with its rows, as columns.</summary>
    public List<SqlExpression> Columns { get; } = [];

    /// <summary>Whether an expression reads tables of the group only.</summary>
    public bool Covers(Expression expression) => FreeAliases.Of(expression) is { Count: > 0 } read && read.IsSubsetOf(_aliases);

    public bool Has(string alias) => _aliases.Contains(alias);

    /// <summary>Whether a condition is asked by the shards.</summary>
    public bool Asks(SqlExpression condition) => _subqueries.Contains(condition) || _conditions.Contains(condition) && Covers(condition);

    /// <summary>Adds a table, if its rows live with those of the group and the join does not repeat them.</summary>
    public bool TryAdd(TableExpressionBase table, SubtreeProof proof, QueryDialect dialect)
    {
        var joined = (TableExpression)(table is JoinExpressionBase join ? join.Table : table);
        var isOptional = table is LeftJoinExpression;
        if (isOptional && !FreeAliases.Of(((LeftJoinExpression)table).JoinPredicate).All(a => a == joined.Alias || Has(a)))
        {
            return false;
        }

        _tables.Add(table);
        _aliases.Add(joined.Alias);
        var conditions = isOptional ? PortablePredicate.Conjuncts(((LeftJoinExpression)table).JoinPredicate) : _conditions.Where(Covers);
        if (proof.Of(ToStatement([SubtreeTables.Row], dialect), BlockRole.Derived) is { } source && _finest.TryAdd(joined, conditions))
        {
            Source = source;
            return true;
        }

        _tables.Remove(table);
        _aliases.Remove(joined.Alias);
        return false;
    }

    /// <summary>Has the shards ask a condition with subqueries, if these follow the group's rows.</summary>
    public bool TryAsk(SqlExpression condition, SubtreeProof proof, QueryDialect dialect)
    {
        _subqueries.Add(condition);
        if (proof.Of(ToStatement([SubtreeTables.Row], dialect), BlockRole.Derived) is { } source)
        {
            Source = source;
            return true;
        }

        _subqueries.Remove(condition);
        return false;
    }

    /// <summary>Has the shards work out a subquery, if it follows the group's rows.</summary>
    public bool TryProject(SqlExpression subquery, SubtreeProof proof, QueryDialect dialect)
    {
        if (Columns.Contains(subquery))
        {
            return true;
        }

        if (proof.Of(ToStatement([new ProjectionExpression(subquery, "c")], dialect), BlockRole.Derived) is not { } source)
        {
            return false;
        }

        Source = source;
        Columns.Add(subquery);
        return true;
    }

    /// <summary>What a shard runs.</summary>
    public SelectExpression ToStatement(IReadOnlyList<ProjectionExpression> projection, QueryDialect dialect)
    {
        var left = _conditions.Where(Covers).Concat(_subqueries).ToList();
        var tables = new List<TableExpressionBase> { First };
        var seen = new HashSet<string>(StringComparer.Ordinal) { First.Alias };
        foreach (var table in _tables.Skip(1))
        {
            var joined = ((JoinExpressionBase)table).Table;
            seen.Add(joined.Alias!);
            if (table is LeftJoinExpression)
            {
                tables.Add(table);
                continue;
            }

            var on = left.Where(c => FreeAliases.Of(c) is var read && read.Contains(joined.Alias!) && read.IsSubsetOf(seen)).ToList();
            left.RemoveAll(on.Contains);
            tables.Add(on.Count > 0 ? new InnerJoinExpression(joined, And(on)) : new CrossJoinExpression(joined));
        }

        return dialect.CreateSelect(tables, projection, left.Count > 0 ? And(left) : null);
    }

    public static SqlExpression And(IEnumerable<SqlExpression> conditions)
        => conditions.Aggregate((l, r) => new SqlBinaryExpression(ExpressionType.AndAlso, l, r, typeof(bool), l.TypeMapping));
}
