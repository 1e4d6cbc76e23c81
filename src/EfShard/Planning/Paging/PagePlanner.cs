using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Planning.Paging;

/// <summary>
///     Plans how a page far down is read keys first, where its rows can be told by the primary key of one table. In: the SELECT that skips and
///     takes, and what a leg runs for it. Out: a <see cref="PagePlan" />, or nothing.
/// </summary>
internal sealed class PagePlanner(QueryDialect dialect)
{
    private const string SampleAlias = "__sample";
    private const string RankName = "__rank";
    private const string CountName = "__count";
    private static readonly LongTypeMapping Number = new("bigint");

    /// <summary>The ORDER BY of a page: its own, then the primary key, so that the rows of a shard stand in one order whatever else is asked of them.</summary>
    public static IReadOnlyList<OrderingExpression> Total(SelectExpression paged)
    {
        var own = paged.Orderings;
        return paged.Offset is not null && RowKey(paged) is { } key
            ? [.. own, .. key.Where(c => !own.Any(o => IsColumn(o.Expression, c))).Select(c => new OrderingExpression(c, ascending: true))]
            : own;
    }

    /// <summary>Plans a page of rows.</summary>
    /// <param name="root">The statement, which skips and takes.</param>
    /// <param name="projection">What a leg projects, merge keys included.</param>
    /// <param name="keys">The merge keys.</param>
    public PagePlan? OfRows(SelectExpression root, IReadOnlyList<ProjectionExpression> projection, IReadOnlyList<MergeKey> keys)
    {
        if (RowKey(root) is not { } rowKey || keys.Count == 0 || root is not { Limit: not null, Offset: not null })
        {
            return null;
        }

        var statement = root.Update(
            root.Tables, root.Predicate, root.GroupBy, root.Having, [.. projection, Count()], Total(root), offset: null, limit: null);
        return Plan(root, [.. keys.Select(k => projection[k.Ordinal].Expression)], keys, rowKey, statement, projection.Count, isOfParents: false);
    }

    /// <summary>Plans a page of parents.</summary>
    /// <param name="parent">The SELECT that skips and takes.</param>
    /// <param name="statement">What a leg runs; its first table is <paramref name="parent" />.</param>
    /// <param name="keys">The first merge keys of the statement, which are columns of the parent.</param>
    public PagePlan? OfParents(SelectExpression parent, SelectExpression statement, IReadOnlyList<MergeKey> keys)
    {
        if (RowKey(parent) is not { } rowKey || keys.Count == 0 || parent is not { Limit: not null, Offset: not null })
        {
            return null;
        }

        var sorted = Total(parent)
            .Where(o => o.Expression is not (SqlConstantExpression or SqlParameterExpression))
            .Zip(keys, (ordering, key) => (ordering.Expression, Read: Inside(statement.Projection[key.Ordinal].Expression)))
            .TakeWhile(pair => pair.Read is ColumnExpression column ? IsColumn(pair.Expression, column) : pair.Expression.Equals(pair.Read))
            .Select(pair => pair.Expression)
            .ToList();
        var unlimited = parent.Update(
            parent.Tables, parent.Predicate, parent.GroupBy, parent.Having, [.. parent.Projection, Count()], [], offset: null, limit: null);
        var count = new ProjectionExpression(new ColumnExpression(CountName, parent.Alias!, typeof(long), Number, nullable: false), CountName);
        var whole = statement.Update(
            [unlimited, .. statement.Tables.Skip(1)], statement.Predicate, statement.GroupBy, statement.Having, [.. statement.Projection, count],
            statement.Orderings, statement.Offset, statement.Limit);
        return Plan(parent, sorted, [.. keys.Take(sorted.Count)], rowKey, whole, statement.Projection.Count, isOfParents: true);

        SqlExpression Inside(SqlExpression column) => parent.Projection.Single(p => p.Alias == ((ColumnExpression)column).Name).Expression;
    }

    private PagePlan Plan(
        SelectExpression paged, IReadOnlyList<SqlExpression> sorted, IReadOnlyList<MergeKey> keys, IReadOnlyList<ColumnExpression> rowKey,
        SelectExpression statement, int countOrdinal, bool isOfParents)
    {
        var orderings = Total(paged);
        var names = sorted.Select((_, i) => "__k" + i.ToString(CultureInfo.InvariantCulture)).ToList();
        var sortKeys = sorted.Select((expression, i) => new ProjectionExpression(expression, names[i])).ToList();
        var window = new SqlParameterExpression(PagePlan.Window, typeof(long), Number);
        var start = new SqlParameterExpression(PagePlan.Start, typeof(long), Number);
        var numbered = Select(
            paged, SampleAlias, [.. sortKeys, new ProjectionExpression(new RowNumberExpression([], orderings, Number), RankName)], orderings, window, start);
        var rank = new ColumnExpression(RankName, SampleAlias, typeof(long), Number, nullable: false);
        var samples = dialect.CreateSelect(
            [numbered],
            [.. sorted.Select((e, i) => new ProjectionExpression(new ColumnExpression(names[i], SampleAlias, e.Type, e.TypeMapping, nullable: true), names[i])),
                new ProjectionExpression(rank, RankName)],
            IsSampled(rank));
        samples = samples.Update(
            samples.Tables, samples.Predicate, samples.GroupBy, samples.Having, samples.Projection, [new OrderingExpression(rank, ascending: true)],
            offset: null, limit: null);
        return new PagePlan
        {
            Samples = samples,
            Keys = Select(
                paged, alias: null, [.. sortKeys, .. rowKey.Select((c, i) => new ProjectionExpression(c, "__p" + i.ToString(CultureInfo.InvariantCulture)))], orderings, window, start),
            MergeKeys = [.. keys.Select((key, i) => key with { Ordinal = i })],
            RowKey = rowKey,
            Statement = statement,
            IsOfParents = isOfParents,
            CountOrdinal = countOrdinal,
        };
    }

    /// <summary>The primary key that tells the rows of a SELECT; <see langword="null" /> if there is none.</summary>
    private static IReadOnlyList<ColumnExpression>? RowKey(SelectExpression select)
        => select is { IsDistinct: false, GroupBy.Count: 0, Having: null, Tables: [TableExpression { Table: ITable { PrimaryKey.Columns: var columns } } table, ..] }
            && select.Tables.Skip(1).All(t => t is InnerJoinExpression or LeftJoinExpression && ToOneJoin.Is(t))
            && NestedExpressions.Of([.. select.Projection.Select(p => p.Expression), .. select.Orderings.Select(o => o.Expression)]).Windows.Count == 0
                ? [.. columns.Select(c => Column(c, table.Alias))]
                : null;

    private static ColumnExpression Column(IColumn column, string alias)
    {
        var mapping = column.PropertyMappings[0];
        return new ColumnExpression(column.Name, alias, mapping.Property.ClrType, mapping.TypeMapping, column.IsNullable);
    }

    private static bool IsColumn(SqlExpression expression, ColumnExpression column)
        => expression is ColumnExpression known && known.TableAlias == column.TableAlias && known.Name == column.Name;

    private static SelectExpression Select(
        SelectExpression paged, string? alias, IReadOnlyList<ProjectionExpression> projection, IReadOnlyList<OrderingExpression> orderings,
        SqlExpression limit, SqlExpression offset)
        => (SelectExpression)paged.Update(paged.Tables, paged.Predicate, paged.GroupBy, paged.Having, projection, orderings, offset, limit).WithAlias(alias!);

    /// <summary>EF Core has no expression for it, and every database has this text.</summary>
    private static ProjectionExpression Count() => new(new SqlFragmentExpression("COUNT(*) OVER ()"), CountName);

    private static SqlBinaryExpression IsSampled(ColumnExpression rank)
        => new(
            ExpressionType.Equal,
            new SqlBinaryExpression(ExpressionType.Modulo, rank, new SqlParameterExpression(PagePlan.Stride, typeof(long), Number), typeof(long), Number),
            new SqlConstantExpression(0L, Number), typeof(bool), null);
}
