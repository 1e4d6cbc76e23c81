using EfShard.Model;
using EfShard.Planning.Paging;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     Plans Include with Take: <c>SELECT ... FROM (SELECT ... LIMIT n) p LEFT JOIN children</c>. Each leg takes the first n parents of its
///     shard with all their children; the merge counts parents, told apart by the keys that EF Core orders by.
/// </summary>
internal sealed class LimitedParentPlanner(ShardModel model, QueryDialect dialect, StatementAnalysis analysis)
{
    public Pushdown? Plan(
        SelectExpression root, BlockResult block, IReadOnlyList<ProjectionExpression> projection, IReadOnlyList<MergeKey> keys,
        IReadOnlyList<KeyCondition.OneOf> splitLists)
    {
        var parent = (SelectExpression)root.Tables[0];
        var source = block.Drivers[0];
        var joins = root.Tables.Skip(1).ToList();
        var columns = projection.ToList();
        var required = new List<int>();
        for (var i = 0; i < joins.Count; i++)
        {
            if (joins[i] is LeftJoinExpression or OuterApplyExpression || IsEnforced(joins[i], parent, root))
            {
                continue;
            }

            if (OuterJoins.TryMake(joins[i]) is not var (outer, marker))
            {
                analysis.Refuse(Refusals.InnerLimit(source));
                return null;
            }

            joins[i] = outer;
            required.Add(columns.Count);
            columns.Add(new ProjectionExpression(marker, "__r" + i));
        }

        if (!PreservesOrder(root, parent))
        {
            analysis.Refuse(Refusals.InnerLimit(source));
            return null;
        }

        IReadOnlyList<int>? parentKey = null;
        if (!root.Tables.Skip(1).All(ToOneJoin.Is))
        {
            parentKey = FindParentKey(root, parent, keys);
            if (parentKey is null)
            {
                analysis.Refuse(Refusals.InnerLimit(source));
                return null;
            }
        }

        var limited = parent.Update(
            parent.Tables, parent.Predicate, parent.GroupBy, parent.Having, parent.Projection, PagePlanner.Total(parent), offset: null, LegLimit.Of(parent, dialect));
        var statement = root.Update(
            [limited, .. joins], root.Predicate, root.GroupBy, root.Having, columns, root.Orderings, root.Offset, root.Limit);
        return new Pushdown
        {
            Statement = statement,
            MergeKeys = keys,
            Limit = SelectPlanner.ReadCount(parent.Limit),
            Offset = SelectPlanner.ReadCount(parent.Offset),
            ParentKey = parentKey,
            RequiredColumns = required,
            SplitLists = splitLists,
            Page = new PagePlanner(dialect).OfParents(parent, statement, OwnKeys(root, parent, keys)),
            StopsAtFirst = required.Count == 0 && OneRow.Is(parent),
        };
    }

    /// <summary>Whether the whole statement is ordered first as its parents are: only then are the first parents merged the first parents there are.</summary>
    private static bool PreservesOrder(SelectExpression root, SelectExpression parent)
    {
        var relevant = parent.Orderings.Where(o => o.Expression is not (SqlConstantExpression or SqlParameterExpression)).ToList();
        if (root.Orderings.Count < relevant.Count)
        {
            return false;
        }

        for (var i = 0; i < relevant.Count; i++)
        {
            if (root.Orderings[i].IsAscending != relevant[i].IsAscending
                || root.Orderings[i].Expression is not ColumnExpression column
                || column.TableAlias != parent.Alias
                || parent.Projection.FirstOrDefault(p => p.Alias == column.Name)?.Expression.Equals(relevant[i].Expression) is not true)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The leading ORDER BY columns that belong to the parent, if they identify its row.</summary>
    private List<int>? FindParentKey(SelectExpression root, SelectExpression parent, IReadOnlyList<MergeKey> keys)
    {
        var own = OwnOrderings(root, parent, keys).ToList();
        var scope = new FactScope(model.AllowsNullKeys);
        new FactCollector(dialect).Export(parent, scope);
        var columns = own.Select(pair => new ColumnRef((ColumnExpression)pair.Ordering.Expression)).ToList();
        return Tables(parent).All(t => t.IsToOne || Identifies(t.Table, columns, scope))
            ? own.Select(pair => pair.Key.Ordinal).ToList()
            : null;
    }

    private static IReadOnlyList<MergeKey> OwnKeys(SelectExpression root, SelectExpression parent, IReadOnlyList<MergeKey> keys)
        => [.. OwnOrderings(root, parent, keys).Select(pair => pair.Key)];

    /// <summary>The orderings of the whole statement that are columns of its parents, before any other.</summary>
    private static IEnumerable<(OrderingExpression Ordering, MergeKey Key)> OwnOrderings(
        SelectExpression root, SelectExpression parent, IReadOnlyList<MergeKey> keys)
        => root.Orderings
            .Where(o => o.Expression is not (SqlConstantExpression or SqlParameterExpression))
            .Zip(keys)
            .TakeWhile(pair => pair.First.Expression is ColumnExpression column && column.TableAlias == parent.Alias);

    private static IEnumerable<(TableExpressionBase Table, bool IsToOne)> Tables(SelectExpression parent)
        => parent.Tables.Select(t => t is JoinExpressionBase join ? (join.Table, ToOneJoin.Is(join)) : (t, false));

    private static bool Identifies(TableExpressionBase table, List<ColumnRef> columns, FactScope scope)
        => table switch
        {
            TableExpression { Table: ITable { PrimaryKey: { } key } } named
                => key.Columns.All(c => columns.Any(given => scope.AreEqual(given, new ColumnRef(named.Alias, c.Name)))),
            FromSqlExpression raw when RawSql.FindTable(raw) is { PrimaryKey: { } key }
                => key.Columns.All(c => columns.Any(given => scope.AreEqual(given, new ColumnRef(raw.Alias, c.Name)))),
            SelectExpression derived => Tables(derived).All(t => t.IsToOne || Identifies(t.Table, columns, scope)),
            _ => false,
        };

    /// <summary>Whether an inner join never drops a parent: it follows a required foreign key that the database enforces.</summary>
    private static bool IsEnforced(TableExpressionBase table, SelectExpression parent, SelectExpression root)
    {
        if (table is not InnerJoinExpression { Table: TableExpression { Table: ITable principal } named } join || !ToOneJoin.Is(join))
        {
            return false;
        }

        var pairs = new List<(IColumn Dependent, string Principal)>();
        foreach (var conjunct in ToOneJoin.Conjuncts(join.JoinPredicate))
        {
            if (conjunct is not SqlBinaryExpression { Left: ColumnExpression left, Right: ColumnExpression right }
                || !ColumnEquality.TryRead(conjunct, acceptNullSafe: false, out _, out _))
            {
                return false;
            }

            var (dependent, key) = left.TableAlias == named.Alias ? (right, left) : (left, right);
            if (dependent.IsNullable || dependent.TableAlias != parent.Alias || ColumnOrigin.Find(dependent, root) is not IColumn column)
            {
                return false;
            }

            pairs.Add((column, key.Name));
        }

        return pairs[0].Dependent.Table.ForeignKeyConstraints.Any(fk => fk.PrincipalTable == principal
            && !ShardModel.IsConstraintOmitted(fk)
            && fk.Columns.Count == pairs.Count
            && fk.Columns.Zip(fk.PrincipalColumns).All(c => pairs.Exists(p => p.Dependent == c.First && p.Principal == c.Second.Name)));
    }
}
