using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Finds, for tables of a statement, another table's column that one of their columns must equal: behind a LEFT JOIN by its own ON, elsewhere by the WHERE
///     and the ONs of inner joins, which may compare them with a row around a subquery. Rows without such a partner matter to nothing.
/// </summary>
internal sealed class KeyJoins : ExpressionVisitor
{
    private readonly List<(TableExpression Table, string Column, ITableBase From, string FromColumn)> _found = [];
    private readonly Stack<SelectExpression> _around = new();

    /// <summary>The tables, each with a column of its own and the column of another table that it must equal.</summary>
    public static IReadOnlyList<(TableExpression Table, string Column, ITableBase From, string FromColumn)> Of(Expression statement)
    {
        var joins = new KeyJoins();
        joins.Visit(statement);
        return joins._found;
    }

    protected override Expression VisitExtension(Expression node)
    {
        if (node is not SelectExpression select)
        {
            return base.VisitExtension(node);
        }

        _around.Push(select);
        if (select.Tables.All(t => EfCoreDifferences.AsRightJoin(t) is null))
        {
            Read(select);
        }

        base.VisitExtension(node);
        _around.Pop();
        return node;
    }

    private void Read(SelectExpression select)
    {
        var certain = PortablePredicate.Conjuncts(select.Predicate)
            .Concat(select.Tables.OfType<InnerJoinExpression>().SelectMany(join => PortablePredicate.Conjuncts(join.JoinPredicate)))
            .ToList();
        foreach (var table in select.Tables)
        {
            switch (table)
            {
                case TableExpression first:
                    Read(first, certain);
                    break;
                case InnerJoinExpression { Table: TableExpression joined }:
                    Read(joined, certain);
                    break;
                case CrossJoinExpression { Table: TableExpression joined }:
                    Read(joined, certain);
                    break;
                case LeftJoinExpression { Table: TableExpression optional } join:
                    Read(optional, PortablePredicate.Conjuncts(join.JoinPredicate));
                    break;
            }
        }
    }

    private void Read(TableExpression table, IEnumerable<SqlExpression> conjuncts)
    {
        foreach (var conjunct in conjuncts)
        {
            if (conjunct is SqlBinaryExpression { OperatorType: ExpressionType.Equal, Left: ColumnExpression left, Right: ColumnExpression right })
            {
                Note(table, left, right);
                Note(table, right, left);
            }
        }
    }

    private void Note(TableExpression table, ColumnExpression own, ColumnExpression other)
    {
        if (own.TableAlias == table.Alias && other.TableAlias != table.Alias
            && _around.Select(select => FindSource(other, select)).FirstOrDefault(c => c is not null) is var (from, column))
        {
            _found.Add((table, own.Name, from, column));
        }
    }

    /// <summary>The table that a column comes from, a temporary one too, seen through derived tables.</summary>
    private static (ITableBase Table, string Column)? FindSource(ColumnExpression column, SelectExpression select)
        => ColumnOrigin.FindSource(column, select) switch
        {
            TableExpression table => (table.Table, column.Name),
            SelectExpression derived when derived.Projection.FirstOrDefault(p => p.Alias == column.Name)?.Expression is ColumnExpression inside
                => FindSource(inside, derived),
            _ => null,
        };
}
