using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Joined tables of which one has at most one row of each of the others for each of its own, by their primary keys: then the join has no more rows
///     than they have, and is no dearer to ship than they are. Where rows of two sides may repeat, the sides are shipped apart.
/// </summary>
internal sealed class FinestTable
{
    private readonly HashSet<string> _aliases = new(StringComparer.Ordinal);
    private TableExpression _finest;

    public FinestTable(TableExpression first)
    {
        _finest = first;
        _aliases.Add(first.Alias);
    }

    /// <summary>Whether a SELECT's join has at most about as many rows as its tables.</summary>
    public static bool IsIn(SelectExpression select)
    {
        if (select.Tables is [_])
        {
            return true;
        }

        if (select.Tables is not [TableExpression first, ..] || select.Tables.Any(t => EfCoreDifferences.AsRightJoin(t) is not null))
        {
            return false;
        }

        var certain = Certain(select).ToList();
        var joined = new FinestTable(first);
        return select.Tables.Skip(1).All(
            table => table is JoinExpressionBase { Table: TableExpression next }
                && joined.TryAdd(next, table is LeftJoinExpression left ? PortablePredicate.Conjuncts(left.JoinPredicate) : certain));
    }

    /// <summary>What holds for every row that a SELECT without RIGHT JOIN lets through.</summary>
    public static IEnumerable<SqlExpression> Certain(SelectExpression select)
        => PortablePredicate.Conjuncts(select.Predicate)
            .Concat(select.Tables.OfType<InnerJoinExpression>().SelectMany(join => PortablePredicate.Conjuncts(join.JoinPredicate)));

    /// <summary>Adds a table, if the join with it repeats no rows of both sides.</summary>
    /// <param name="table">The table.</param>
    /// <param name="conditions">What holds where its rows are joined.</param>
    public bool TryAdd(TableExpression table, IEnumerable<SqlExpression> conditions)
    {
        var equal = new List<(ColumnRef Own, string Other)>();
        foreach (var condition in conditions)
        {
            if (ColumnEquality.TryRead(condition, acceptNullSafe: false, out var left, out var right))
            {
                equal.Add((left, right.Alias));
                equal.Add((right, left.Alias));
            }
        }

        if (IsToOne(table, _aliases.Contains))
        {
            _aliases.Add(table.Alias);
            return true;
        }

        if (!IsToOne(_finest, alias => alias == table.Alias))
        {
            return false;
        }

        _finest = table;
        _aliases.Add(table.Alias);
        return true;

        bool IsToOne(TableExpression one, Func<string, bool> isOther)
            => one.Table is ITable { PrimaryKey: { } key }
                && key.Columns.All(c => equal.Exists(e => e.Own == new ColumnRef(one.Alias, c.Name) && isOther(e.Other)));
    }
}
