using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Finds, for each table of a statement, what its rows must meet to matter at all: such rows only are shipped. Where a table stands behind a LEFT
///     JOIN its own ON counts, elsewhere the WHERE and the ONs of inner joins; a RIGHT JOIN leaves nothing certain.
/// </summary>
internal sealed class TableFilters(QueryDialect dialect) : ExpressionVisitor
{
    private readonly Dictionary<string, List<SqlExpression>> _filters = new(StringComparer.Ordinal);

    public static TableFilters Of(Expression statement, QueryDialect dialect)
    {
        var filters = new TableFilters(dialect);
        filters.Visit(statement);
        return filters;
    }

    /// <summary>A predicate that every row of some occurrences of one table meets if it matters to any of them; none if all rows may.</summary>
    /// <param name="occurrences">The occurrences.</param>
    /// <param name="alias">The alias by which the predicate calls the table.</param>
    public SqlExpression? Over(IEnumerable<TableExpression> occurrences, string alias)
    {
        var alternatives = new List<SqlExpression>();
        foreach (var occurrence in occurrences)
        {
            if (!_filters.TryGetValue(occurrence.Alias, out var filters))
            {
                return null;
            }

            var all = filters.Aggregate((left, right) => Join(ExpressionType.AndAlso, left, right));
            alternatives.Add((SqlExpression)new AliasChanger(occurrence.Alias, alias).Visit(all));
        }

        return alternatives.Distinct().Aggregate((left, right) => Join(ExpressionType.OrElse, left, right));
    }

    protected override Expression VisitExtension(Expression node)
    {
        if (node is SelectExpression select && select.Tables.All(t => EfCoreDifferences.AsRightJoin(t) is null))
        {
            Collect(select);
        }

        return base.VisitExtension(node);
    }

    private void Collect(SelectExpression select)
    {
        var certain = PortablePredicate.Conjuncts(select.Predicate)
            .Concat(select.Tables.OfType<InnerJoinExpression>().SelectMany(join => PortablePredicate.Conjuncts(join.JoinPredicate)))
            .ToList();
        foreach (var table in select.Tables)
        {
            switch (table)
            {
                case TableExpression named:
                    Add(named, certain);
                    break;
                case InnerJoinExpression { Table: TableExpression joined }:
                    Add(joined, certain);
                    break;
                case CrossJoinExpression { Table: TableExpression joined }:
                    Add(joined, certain);
                    break;
                case LeftJoinExpression { Table: TableExpression optional } join:
                    Add(optional, PortablePredicate.Conjuncts(join.JoinPredicate));
                    break;
            }
        }
    }

    private void Add(TableExpression table, IEnumerable<SqlExpression> predicates)
    {
        foreach (var predicate in predicates.Where(p => PortablePredicate.Reads(p, table.Alias, dialect)))
        {
            if (!_filters.TryGetValue(table.Alias, out var known))
            {
                _filters.Add(table.Alias, known = []);
            }

            known.Add(predicate);
        }
    }

    private static SqlBinaryExpression Join(ExpressionType type, SqlExpression left, SqlExpression right)
        => new(type, left, right, typeof(bool), left.TypeMapping);

    private sealed class AliasChanger(string from, string to) : ExpressionVisitor
    {
        protected override Expression VisitExtension(Expression node)
            => node is ColumnExpression column && column.TableAlias == from && from != to
                ? new ColumnExpression(column.Name, to, column.Type, column.TypeMapping, column.IsNullable)
                : base.VisitExtension(node);
    }
}
