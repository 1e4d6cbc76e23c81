using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>Finds the tables that a statement reads, wherever they stand in it, and which of their columns it needs.</summary>
internal sealed class TableUse : ExpressionVisitor
{
    private readonly List<TableExpression> _tables = [];
    private readonly Dictionary<string, Dictionary<string, ColumnExpression>> _columns = new(StringComparer.Ordinal);

    private readonly HashSet<(string Alias, string Column)> _compared = [];
    private readonly HashSet<SqlExpression> _joinedOnce = new(ReferenceEqualityComparer.Instance);

    /// <summary>Every occurrence of a table.</summary>
    public IReadOnlyList<TableExpression> Tables => _tables;

    public static TableUse Of(Expression statement)
    {
        var use = new TableUse();
        if (statement is SelectExpression select)
        {
            foreach (var join in select.Tables.OfType<InnerJoinExpression>())
            {
                use.JoinOnce(join.JoinPredicate);
            }
        }

        use.Visit(statement);
        return use;
    }

    /// <summary>The columns that some occurrences of a table need together, by name in ordinal order. EF Core's aliases are unique in a statement.</summary>
    public IReadOnlyList<ColumnExpression> ColumnsOf(ITableBase table, IEnumerable<TableExpression> occurrences)
    {
        var columns = occurrences
            .SelectMany(o => _columns.GetValueOrDefault(o.Alias)?.Values ?? Enumerable.Empty<ColumnExpression>())
            .DistinctBy(c => c.Name)
            .OrderBy(c => c.Name, StringComparer.Ordinal)
            .ToList();
        if (columns.Count == 0)
        {
            // Rows that are only counted: one column says that they are there.
            var any = table.Columns.First();
            columns.Add(new ColumnExpression(any.Name, "", any.ProviderClrType, any.StoreTypeMapping, any.IsNullable));
        }

        return columns;
    }

    /// <summary>
    ///     The columns of some occurrences of a table that are compared with columns of others, so that an index may help. What the statement itself joins with INNER JOIN is
    ///     left out: that runs once, and for it a database makes what it needs, on the side that it thinks best.
    /// </summary>
    public IReadOnlyList<string> ComparedColumnsOf(IEnumerable<TableExpression> occurrences)
        => occurrences.SelectMany(o => _compared.Where(c => c.Alias == o.Alias).Select(c => c.Column)).Distinct().Order(StringComparer.Ordinal).ToList();

    protected override Expression VisitExtension(Expression node)
    {
        switch (node)
        {
            case TableExpression table:
                _tables.Add(table);
                break;
            case ColumnExpression column:
                if (!_columns.TryGetValue(column.TableAlias, out var known))
                {
                    _columns.Add(column.TableAlias, known = new Dictionary<string, ColumnExpression>(StringComparer.Ordinal));
                }

                known.TryAdd(column.Name, column);
                break;
            case SqlBinaryExpression { OperatorType: ExpressionType.Equal, Left: ColumnExpression left, Right: ColumnExpression right }
                when left.TableAlias != right.TableAlias && !_joinedOnce.Contains((SqlExpression)node):
                _compared.Add((left.TableAlias, left.Name));
                _compared.Add((right.TableAlias, right.Name));
                break;
        }

        return base.VisitExtension(node);
    }

    private void JoinOnce(SqlExpression predicate)
    {
        if (predicate is SqlBinaryExpression { OperatorType: ExpressionType.AndAlso } both)
        {
            JoinOnce(both.Left);
            JoinOnce(both.Right);
        }
        else
        {
            _joinedOnce.Add(predicate);
        }
    }
}
