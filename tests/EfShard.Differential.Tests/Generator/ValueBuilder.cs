using System.Linq.Expressions;
using EfShard.Differential.Tests.Rows;

namespace EfShard.Differential.Tests.Generator;

/// <summary>Builds terms and conditions over a row into expressions.</summary>
internal sealed class ValueBuilder
{
    // One list that a query uses twice is one parameter.
    private readonly Dictionary<(IReadOnlyList<object>, bool), Expression> _lists = [];

    private int _parameters;

    public ParameterExpression NewParameter() => Expression.Parameter(typeof(Row), $"r{_parameters++}");

    public Expression Row(TreeBuilder trees, Expression first, Expression? second, IReadOnlyList<Term> terms)
        => Linq.NewRow(Columns.All.Select(column => (column, Term(trees, first, second, terms[(int)column], column.Type()))));

    public Expression Condition(TreeBuilder trees, Expression row, Condition condition)
        => condition switch
        {
            Condition.Compare c => Compare(Linq.Column(row, c.Column), c.Comparison, Linq.Value(c.Literal, c.Column.Type())),
            Condition.CompareColumns c => Compare(Linq.Column(row, c.Left), c.Comparison, Linq.Column(row, c.Right)),
            Condition.IsNull c => Expression.Equal(Linq.Column(row, c.Column), Expression.Constant(null, c.Column.Type())),
            Condition.InList c => InList(row, c),
            Condition.StartsWith c => StartsWith(row, c),
            Condition.And c => Expression.AndAlso(Condition(trees, row, c.Left), Condition(trees, row, c.Right)),
            Condition.Or c => Expression.OrElse(Condition(trees, row, c.Left), Condition(trees, row, c.Right)),
            Condition.Not c => Expression.Not(Condition(trees, row, c.Of)),
            Condition.Any c => c.If is null
                ? Linq.Queryable("Any", [typeof(Row)], trees.Rows(c.Over, c.Link, row))
                : Linq.Queryable("Any", [typeof(Row)], trees.Rows(c.Over, c.Link, row), trees.Lambda(c.If)),
            Condition.All c => Linq.Queryable("All", [typeof(Row)], trees.Rows(c.Over, c.Link, row), trees.Lambda(c.Condition)),
            Condition.In c => In(trees, row, c),
            Condition.CompareScalar c => Compare(
                Linq.Column(row, c.Column), c.Comparison,
                Linq.Convert(trees.Aggregate(trees.Rows(c.Over, c.Link, row), new(c.Kind, c.Column)), c.Column.Type())),
            _ => throw new NotSupportedException(condition.ToString()),
        };

    private Expression Term(TreeBuilder trees, Expression first, Expression? second, Term term, Type type)
        => term switch
        {
            Term.Of of => Linq.Column(of.Second && second is not null ? second : first, of.Column),
            Term.Constant constant => Linq.Value(constant.Literal, type),
            Term.Coalesce coalesce => Expression.Coalesce(Term(trees, first, second, coalesce.First, type), Linq.Value(coalesce.Other, type)),
            Term.Plus plus => Plus(Term(trees, first, second, plus.First, type), Linq.Value(plus.Other, type)),
            Term.Upper upper => Expression.Call(Term(trees, first, second, upper.Text, type), nameof(string.ToUpper), []),
            Term.Collate collate => Linq.Collate(Term(trees, first, second, collate.Text, type), trees.Collation),
            Term.If choice => Expression.Condition(
                Condition(trees, first, choice.Condition), Term(trees, first, second, choice.Then, type), Term(trees, first, second, choice.Else, type)),
            Term.Scalar scalar => Linq.Convert(trees.Aggregate(trees.Rows(scalar.Over, scalar.Link, first), scalar.Aggregate), type),
            _ => throw new NotSupportedException(term.ToString()),
        };

    private static Expression Plus(Expression left, Expression right)
        => left.Type == typeof(string)
            ? Expression.Add(left, right, typeof(string).GetMethod(nameof(string.Concat), [typeof(string), typeof(string)]))
            : Expression.Add(left, right);

    private static Expression Compare(Expression left, Comparison comparison, Expression right)
    {
        if (left.Type == typeof(string) && comparison is not (Comparison.Equal or Comparison.NotEqual))
        {
            left = Expression.Call(typeof(string).GetMethod(nameof(string.Compare), [typeof(string), typeof(string)])!, left, right);
            right = Expression.Constant(0);
        }

        return comparison switch
        {
            Comparison.Equal => Expression.Equal(left, right),
            Comparison.NotEqual => Expression.NotEqual(left, right),
            Comparison.Less => Expression.LessThan(left, right),
            Comparison.LessOrEqual => Expression.LessThanOrEqual(left, right),
            Comparison.Greater => Expression.GreaterThan(left, right),
            _ => Expression.GreaterThanOrEqual(left, right),
        };
    }

    private Expression InList(Expression row, Condition.InList condition)
    {
        var type = condition.Column.Type();
        if (!_lists.TryGetValue((condition.Values, condition.IsVariable), out var list))
        {
            var values = Array.CreateInstance(type, condition.Values.Count);
            for (var i = 0; i < values.Length; i++)
            {
                values.SetValue(condition.Values[i], i);
            }

            list = _lists[(condition.Values, condition.IsVariable)] = Linq.Value(new(values, condition.IsVariable), values.GetType());
        }

        return Linq.Enumerable("Contains", [type], list, Linq.Column(row, condition.Column));
    }

    private static Expression StartsWith(Expression row, Condition.StartsWith condition)
    {
        var text = Linq.Column(row, Column.Text);
        return Expression.AndAlso(
            Expression.NotEqual(text, Expression.Constant(null, typeof(string))),
            Expression.Call(text, nameof(string.StartsWith), [], Linq.Value(condition.Literal, typeof(string))));
    }

    private static Expression In(TreeBuilder trees, Expression row, Condition.In condition)
    {
        var type = condition.Of.Type();
        var values = Linq.Queryable("Select", [typeof(Row), type], trees.Rows(condition.Over), Linq.Selector(condition.Of));
        return Linq.Queryable("Contains", [type], values, Linq.Column(row, condition.Column));
    }
}
