using System.Linq.Expressions;
using EfShard.Planning.Combining;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Splits a SELECT with groups or aggregates in two: what each shard works out of its own rows, and what the database then makes of the partial rows of all.
///     Expressions over aggregates may be anything: the database itself works them out, over aggregates of the partial ones.
/// </summary>
internal sealed class PartialGroups : ExpressionVisitor
{
    private readonly SelectExpression _select;
    private readonly QueryDialect _dialect;
    private readonly string _alias;
    private readonly IReadOnlySet<string> _own;
    private readonly List<ProjectionExpression> _columns = [];
    private readonly List<SqlExpression> _told = [];
    private bool _isPossible = true;

    private PartialGroups(SelectExpression select, string alias, QueryDialect dialect)
    {
        (_select, _alias, _dialect) = (select, alias, dialect);
        _own = AliasFinder.Of(select);
        _told.AddRange(select.GroupBy);
    }

    /// <summary>Splits a SELECT.</summary>
    /// <param name="select">The SELECT.</param>
    /// <param name="alias">The alias of the table that takes the shards' rows.</param>
    /// <param name="dialect">The dialect.</param>
    /// <returns>What a shard runs, and what runs over a table with the given alias; <see langword="null" /> if it can't be split.</returns>
    public static (SelectExpression Part, Func<TableExpression, SelectExpression> Finish)? Split(SelectExpression select, string alias, QueryDialect dialect)
    {
        var split = new PartialGroups(select, alias, dialect);
        var keys = select.GroupBy.Select(split.Finish).ToList();
        var having = select.Having is { } condition ? split.Finish(condition) : null;
        var projection = select.Projection.Select(p => new ProjectionExpression(split.Finish(p.Expression), p.Alias)).ToList();
        var orderings = select.Orderings.Select(o => new OrderingExpression(split.Finish(o.Expression), o.IsAscending)).ToList();
        if (!split._isPossible || select.GroupBy.Any(g => g is SqlConstantExpression or SqlParameterExpression) || split._columns.Count == 0)
        {
            return null;
        }

        var part = dialect.CreateSelect(select.Tables, [], null)
            .Update(select.Tables, select.Predicate, split._told, null, split._columns, [], null, null);
        return (part, table => select.Update([table], null, keys, having, projection, orderings, select.Offset, select.Limit));
    }

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case SqlExpression key when _select.GroupBy.Contains(key):
                return Column(key);

            case SqlFunctionExpression function when _dialect.IsAggregate(function):
                return Finish(function);

            case SelectExpression subquery:
                // A row of a group is gone: what reads one can't be finished.
                _isPossible &= !FreeAliases.Of(subquery).Overlaps(_own);
                return subquery;

            case ColumnExpression column when _own.Contains(column.TableAlias):
                _isPossible = false;
                return column;

            default:
                return base.VisitExtension(node);
        }
    }

    private SqlExpression Finish(SqlExpression expression) => (SqlExpression)Visit(expression);

    private SqlExpression Finish(SqlFunctionExpression function)
    {
        if (_dialect.ReadAggregate(function) is not { } parts)
        {
            _isPossible = false;
            return function;
        }

        if (parts.Kind is AggregateKind.CountDistinct)
        {
            // Partial rows are told apart by the value as well: a constant or a parameter tells nothing apart, and is no column to group by.
            _isPossible &= parts.Compared is not (SqlConstantExpression or SqlParameterExpression);
            if (!_told.Contains(parts.Compared!))
            {
                _told.Add(parts.Compared!);
            }
        }

        // What joined texts are separated by must be the same for all.
        _isPossible &= parts.Kind is not AggregateKind.Join || parts.Partials[1] is SqlConstantExpression or SqlParameterExpression;
        return _dialect.Finish(function, parts, parts.Partials.Select(Column).ToList());
    }

    private SqlExpression Column(SqlExpression expression)
    {
        var known = _columns.Find(c => c.Expression.Equals(expression));
        if (known is null)
        {
            known = new ProjectionExpression(expression, "p" + _columns.Count);
            _columns.Add(known);
        }

        return new ColumnExpression(known.Alias, _alias, expression.Type, expression.TypeMapping, nullable: true);
    }
}
