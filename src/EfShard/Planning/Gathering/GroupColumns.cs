using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Chooses the columns of a <see cref="JoinGroup" /> that what is left of its SELECT needs, and has it read them from the one table that stands in the
///     group's place.
/// </summary>
internal sealed class GroupColumns(JoinGroup group) : ExpressionVisitor
{
    private readonly List<ProjectionExpression> _columns = [];

    /// <summary>The columns, once <see cref="Replace" /> has seen who needs them.</summary>
    public IReadOnlyList<ProjectionExpression> Projection => _columns.Count > 0 ? _columns : [SubtreeTables.Row];

    public SelectExpression Replace(SelectExpression select) => (SelectExpression)Visit(select);

    protected override Expression VisitExtension(Expression node)
        => node switch
        {
            ColumnExpression column when group.Has(column.TableAlias) => Column(column, column.Name, column.IsNullable),
            SqlExpression subquery when group.Columns.Contains(subquery) => Column(subquery, "subquery", isNullable: true),
            // It stands for the whole group now: it is replaced, not looked into.
            TableExpression => node,
            _ => base.VisitExtension(node),
        };

    private ColumnExpression Column(SqlExpression expression, string name, bool isNullable)
    {
        var known = _columns.Find(c => IsSame(c.Expression, expression));
        if (known is null)
        {
            var unique = name;
            for (var i = 0; _columns.Exists(c => c.Alias == unique); i++)
            {
                unique = name + i;
            }

            known = new ProjectionExpression(expression, unique);
            _columns.Add(known);
        }

        return new ColumnExpression(known.Alias, group.First.Alias, expression.Type, expression.TypeMapping, isNullable);
    }

    /// <summary>A column is one column, whether its uses read it as nullable or not: the key of a group has to be the same column wherever it stands.</summary>
    private static bool IsSame(SqlExpression left, SqlExpression right)
        => left is ColumnExpression one && right is ColumnExpression other
            ? one.TableAlias == other.TableAlias && one.Name == other.Name
            : left.Equals(right);
}
