using System.Linq.Expressions;
using EfShard.Differential.Tests.Model;
using EfShard.Differential.Tests.Rows;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Generator;

/// <summary>Builds a tree into LINQ over a context.</summary>
internal sealed class TreeBuilder(TrackerContext db)
{
    private readonly ValueBuilder _values = new();

    /// <summary>A collation whose order only the database knows: ICU's, or one that Sqlite has of itself and merges do not.</summary>
    public string Collation => db.Database.IsSqlite() ? "RTRIM" : "und-x-icu";

    public static IQueryable<Row> Build(TrackerContext db, Tree tree)
    {
        var builder = new TreeBuilder(db);
        return builder.Query(builder.Rows(tree));
    }

    public static IQueryable<Row> Build(TrackerContext db, Tree tree, Ordering ordering)
    {
        var builder = new TreeBuilder(db);
        return builder.Query(Linq.Order(builder.Rows(tree), ordering));
    }

    public static IQueryable<Row> Build(TrackerContext db, Question.FirstOfGroup first)
    {
        var builder = new TreeBuilder(db);
        return builder.Query(builder.FirstOfGroup(first));
    }

    public Expression Rows(Tree tree)
        => tree switch
        {
            Tree.From from => from.Source.Rows(db).Expression,
            Tree.Children children => children.Source.Children(db)!.Expression,
            Tree.Where where => Where(Rows(where.Of), where.Condition),
            Tree.Select select => Select(Rows(select.Of), row => _values.Row(this, row, null, select.Terms)),
            Tree.Take take => Take(take),
            Tree.Distinct distinct => Distinct(distinct),
            Tree.Join join => Join(join),
            Tree.Set set => Linq.Queryable(set.Kind.ToString(), [typeof(Row)], Rows(set.Left), Rows(set.Right)),
            Tree.Group group => Group(group),
            _ => throw new NotSupportedException(tree.ToString()),
        };

    /// <summary>A subquery, limited to what equals the row around it.</summary>
    public Expression Rows(Tree tree, Link? link, Expression outer)
    {
        var rows = Rows(tree);
        if (link is null)
        {
            return rows;
        }

        var row = _values.NewParameter();
        var inner = Linq.Column(row, link.Inner);
        Expression equal = Expression.Equal(inner, Linq.Column(outer, link.Outer));
        equal = link.NotNull ? Expression.AndAlso(equal, Expression.NotEqual(inner, Expression.Constant(null, inner.Type))) : equal;
        return Linq.Queryable("Where", [typeof(Row)], rows, Expression.Lambda(equal, row));
    }

    public LambdaExpression Lambda(Condition condition)
    {
        var row = _values.NewParameter();
        return Expression.Lambda(_values.Condition(this, row, condition), row);
    }

    public Expression Aggregate(Expression rows, Aggregate aggregate) => Aggregates.Over(rows, aggregate);

    private IQueryable<Row> Query(Expression rows) => ((IQueryable)db.Tenants).Provider.CreateQuery<Row>(rows);

    private Expression Where(Expression rows, Condition condition) => Linq.Queryable("Where", [typeof(Row)], rows, Lambda(condition));

    private Expression Select(Expression rows, Func<ParameterExpression, Expression> value)
    {
        var row = _values.NewParameter();
        return Linq.Queryable("Select", [typeof(Row), typeof(Row)], rows, Expression.Lambda(value(row), row));
    }

    private Expression Take(Tree.Take take)
    {
        var rows = Linq.Order(Rows(take.Of), take.Ordering);
        rows = take.Skip is { } skip ? Linq.Queryable("Skip", [typeof(Row)], rows, Linq.Value(skip, typeof(int))) : rows;
        return take.Count is { } count ? Linq.Queryable("Take", [typeof(Row)], rows, Linq.Value(count, typeof(int))) : rows;
    }

    private Expression Distinct(Tree.Distinct distinct)
    {
        var rows = Select(Rows(distinct.Of), row => Linq.NewRow(Columns.All.Select(column => (column, distinct.Columns.Contains(column)
            ? Linq.Column(row, column)
            : Expression.Constant(column.Values()[0], column.Type())))));
        return Linq.Queryable("Distinct", [typeof(Row)], rows);
    }

    private Expression Join(Tree.Join join)
    {
        var (left, right) = (_values.NewParameter(), _values.NewParameter());
        var result = Expression.Lambda(_values.Row(this, left, right, join.Terms), left, right);
        var key = join.LeftColumn.Type();
        var (leftRows, rightRows) = (Rows(join.Left), Rows(join.Right));
        if (join.Kind is JoinKind.Inner or JoinKind.Left or JoinKind.Right)
        {
            var method = join.Kind is JoinKind.Inner ? "Join" : join.Kind + "Join";
            return Linq.Queryable(
                method, [typeof(Row), typeof(Row), key, typeof(Row)], leftRows, rightRows, Linq.Selector(join.LeftColumn), Linq.Selector(join.RightColumn), result);
        }

        return join.Kind is JoinKind.GroupJoin ? GroupJoin(join, leftRows, rightRows, result) : Many(join, leftRows, result);
    }

    private Expression Many(Tree.Join join, Expression leftRows, LambdaExpression result)
    {
        var outer = _values.NewParameter();
        var link = join.Kind is JoinKind.Cross ? null : new Link(join.RightColumn, join.LeftColumn, NotNull: join.Kind is JoinKind.Many);
        var inner = Rows(join.Right, link, outer);
        if (join.Kind is JoinKind.ManyFirst)
        {
            inner = Linq.Order(inner, new([.. Columns.All.Select(c => (c, false))]));
            inner = Linq.Queryable("Take", [typeof(Row)], inner, Expression.Constant(1));
        }

        inner = join.Kind is JoinKind.ManyOrNone ? Linq.Queryable("DefaultIfEmpty", [typeof(Row)], inner) : inner;
        var selector = Expression.Lambda(typeof(Func<Row, IEnumerable<Row>>), inner, outer);
        return Linq.Queryable("SelectMany", [typeof(Row), typeof(Row), typeof(Row)], leftRows, selector, result);
    }

    private static Expression GroupJoin(Tree.Join join, Expression leftRows, Expression rightRows, LambdaExpression result)
        => (Expression)typeof(TreeBuilder).GetMethod(nameof(GroupJoinOn), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(join.LeftColumn.Type()).Invoke(null, [join, leftRows, rightRows, result])!;

    private static Expression GroupJoinOn<TKey>(Tree.Join join, Expression leftRows, Expression rightRows, Expression<Func<Row, Row, Row>> result)
    {
        Expression<Func<Row, IEnumerable<Row>, Pair>> pair = (a, bs) => new Pair { Left = a, Right = bs };
        Expression<Func<Pair, IEnumerable<Row>>> many = p => p.Right.DefaultIfEmpty()!;
        var pairs = Linq.Queryable(
            "GroupJoin", [typeof(Row), typeof(Row), typeof(TKey), typeof(Pair)], leftRows, rightRows, Linq.Selector(join.LeftColumn), Linq.Selector(join.RightColumn), pair);
        var (from, second) = (Expression.Parameter(typeof(Pair), "p"), result.Parameters[1]);
        var body = new Replacing(result.Parameters[0], Expression.Property(from, nameof(Pair.Left))).Visit(result.Body);
        return Linq.Queryable("SelectMany", [typeof(Pair), typeof(Row), typeof(Row)], pairs, many, Expression.Lambda(body, from, second));
    }

    private Expression Group(Tree.Group group)
    {
        var groups = Groups(Rows(group.Of), row => Linq.NewRow(group.By.Select(column => (column, Linq.Column(row, column)))), typeof(Row));
        var grouping = Expression.Parameter(typeof(IGrouping<Row, Row>), "g");
        if (group.Having is { } count)
        {
            var having = Expression.GreaterThan(Linq.Enumerable("Count", [typeof(Row)], grouping), Expression.Constant(count));
            groups = Linq.Queryable("Where", [grouping.Type], groups, Expression.Lambda(having, grouping));
        }

        var key = Expression.Property(grouping, nameof(IGrouping<,>.Key));
        var result = Linq.NewRow(Columns.All.Select((column, i) => (column, group.By.Contains(column)
            ? Linq.Column(key, column)
            : Aggregate(grouping, group.Aggregates[i]))));
        return Linq.Queryable("Select", [grouping.Type, typeof(Row)], groups, Expression.Lambda(result, grouping));
    }

    private Expression FirstOfGroup(Question.FirstOfGroup first)
    {
        var key = first.By.Type();
        var groups = Groups(Rows(first.Tree), row => Linq.Column(row, first.By), key);
        var grouping = Expression.Parameter(typeof(IGrouping<,>).MakeGenericType(key, typeof(Row)), "g");
        var row = Linq.Enumerable("FirstOrDefault", [typeof(Row)], Linq.Order(grouping, first.Ordering));
        return Linq.Queryable("Select", [grouping.Type, typeof(Row)], groups, Expression.Lambda(row, grouping));
    }

    private Expression Groups(Expression rows, Func<ParameterExpression, Expression> key, Type keyType)
    {
        var row = _values.NewParameter();
        return Linq.Queryable("GroupBy", [typeof(Row), keyType], rows, Expression.Lambda(key(row), row));
    }

    /// <summary>A row and all that it was joined with.</summary>
    private sealed class Pair
    {
        public Row Left { get; set; } = null!;

        public IEnumerable<Row> Right { get; set; } = null!;
    }
}
