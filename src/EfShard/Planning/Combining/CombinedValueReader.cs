using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Combining;

/// <summary>
///     Reads expressions over aggregates as <see cref="CombinedValue" />s, and collects what the legs must return for them. Answers
///     <see langword="null" /> for what only the database can work out exactly.
/// </summary>
/// <param name="shape">The statement: what its rows are grouped by, each leg knows for the whole group.</param>
/// <param name="columns">The columns of a leg.</param>
/// <param name="collations">The collations of the SELECT.</param>
/// <param name="dialect">The dialect.</param>
internal sealed class CombinedValueReader(
    CombineShape shape, PartialColumns columns, CollationFinder collations, QueryDialect dialect)
{
    private readonly RowColumnFinder _rows = new(shape.Block, shape.Groups);
    private readonly List<GroupValue> _values = [];
    private readonly List<CombinedAggregate> _aggregates = [];

    public IReadOnlyList<GroupValue> Values => _values;

    public IReadOnlyList<CombinedAggregate> Aggregates => _aggregates;

    /// <summary>Reads a column of the statement.</summary>
    public CombinedValue? Read(SqlExpression expression) => ReadTyped(expression)?.Value;

    /// <summary>Reads a value that rows are ordered by.</summary>
    public CombinedValue? ReadOrdered(SqlExpression expression, ValueOrder order)
    {
        if (IsOfGroup(expression))
        {
            return new CombinedValue.Of(AddValue(new GroupValue(columns.Add(expression), null, order)));
        }

        // Decimals in text are ordered as numbers by a collation, and are numbers here.
        expression = expression is CollateExpression collate ? collate.Operand : expression;
        // A least or greatest value may have another order than the values it was chosen from: Sqlite's functions return no collation.
        return ReadTyped(expression) is { } read && (read.Number is not null || AggregateOf(read.Value)?.Order == order) ? read.Value : null;
    }

    /// <summary>Reads the number of groups, or a cast of it.</summary>
    public CombinedValue? ReadGroupCount(SqlExpression expression) => expression switch
    {
        SqlFunctionExpression { Arguments: [SqlFragmentExpression { Sql: "*" }] } function when dialect.ReadAggregate(function)?.Kind is AggregateKind.Count
            => new CombinedValue.GroupCount(),
        SqlUnaryExpression { OperatorType: ExpressionType.Convert } cast when ReadGroupCount(cast.Operand) is { } operand
            => Cast((operand, typeof(long)), cast.Type)?.Value,
        _ => null,
    };

    /// <summary>Reads a truth value: comparisons of whole numbers under AND, OR and NOT.</summary>
    public CombinedValue? ReadTruth(SqlExpression expression)
    {
        switch (expression)
        {
            case SqlBinaryExpression { OperatorType: ExpressionType.AndAlso or ExpressionType.OrElse } logic:
                return ReadTruth(logic.Left) is { } left && ReadTruth(logic.Right) is { } right
                    ? new CombinedValue.Logic(logic.OperatorType, left, right)
                    : null;
            case SqlUnaryExpression { OperatorType: ExpressionType.Equal or ExpressionType.NotEqual } test:
                return ReadTyped(test.Operand) is { } tested ? new CombinedValue.IsNull(tested.Value, test.OperatorType is ExpressionType.NotEqual) : null;
            case SqlUnaryExpression { OperatorType: ExpressionType.Not } not:
                return ReadTruth(not.Operand) is { } operand ? new CombinedValue.Not(operand) : null;
            case SqlBinaryExpression
            {
                OperatorType: ExpressionType.Equal or ExpressionType.NotEqual or ExpressionType.LessThan or ExpressionType.LessThanOrEqual
                    or ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual
            } comparison:
                return ReadWhole(comparison.Left) is { } one && ReadWhole(comparison.Right) is { } other
                    ? new CombinedValue.Comparison(comparison.OperatorType, one, other)
                    : null;
            default:
                return null;
        }
    }

    /// <summary>
    ///     Whether a leg knows the value already: it is grouped by it, or works it out from what it groups by. A function over anything else of the rows is an aggregate, known
    ///     or not.
    /// </summary>
    private bool IsOfGroup(SqlExpression expression)
        => shape.Groups.Contains(expression) || !AggregateFinder.Finds(expression, dialect) && !_rows.Finds(expression);

    private CombinedValue? ReadWhole(SqlExpression expression) => expression switch
    {
        SqlConstantExpression { Value: int or long or short or byte or null } constant => new CombinedValue.Given(new ValueSource.Constant(constant.Value)),
        SqlParameterExpression { TypeMapping: { Converter: null } mapping } parameter when IsWhole(mapping.ClrType)
            => new CombinedValue.Given(ValueSource.Of(parameter)),
        _ => ReadTyped(expression) is { } read && read.Number is { } number && IsWhole(number) ? read.Value : null,
    };

    private (CombinedValue Value, Type? Number)? ReadTyped(SqlExpression expression)
    {
        if (IsOfGroup(expression))
        {
            return expression.TypeMapping is { } mapping
                ? (new CombinedValue.Of(AddValue(new GroupValue(columns.Add(expression), mapping, null))), null)
                : null;
        }

        switch (expression)
        {
            case SqlFunctionExpression function when dialect.IsAggregate(function):
                return ReadAggregate(function);

            case SqlUnaryExpression { OperatorType: ExpressionType.Convert } cast:
                return ReadTyped(cast.Operand) is { } operand ? Cast(operand, cast.Type) : null;

            // The default is one of the leg's columns: so it has the type and scale that the database would give it.
            case SqlFunctionExpression { Name: "COALESCE", Arguments: [var value, SqlConstantExpression constant] }:
                return ReadTyped(value) is { } read && ReadTyped(constant) is { } otherwise && AreAlike(read.Number, value, constant)
                    ? (new CombinedValue.Coalesce(read.Value, otherwise.Value), read.Number)
                    : null;

            default:
                return null;
        }
    }

    private (CombinedValue Value, Type? Number)? ReadAggregate(SqlFunctionExpression function)
    {
        if (dialect.ReadAggregate(function) is not { } parts)
        {
            return null;
        }

        if (parts is { Kind: AggregateKind.CountDistinct, Compared: SqlConstantExpression or SqlParameterExpression })
        {
            // A leg would group by it, and a constant in GROUP BY is an error or the number of a column.
            return null;
        }

        ValueOrder? order = null;
        if (parts.Compared is { } compared)
        {
            order = parts.Kind is AggregateKind.CountDistinct ? dialect.GetEquality(compared, collations.Find(compared)) : collations.FindOrder(compared, dialect);
            if (order is null || parts.Number is null && function.TypeMapping is null)
            {
                return null;
            }
        }

        var ordinals = parts.Partials.Select(p => parts.Kind is AggregateKind.CountDistinct ? columns.AddDistinct(p) : columns.Add(p)).ToList();
        var aggregate = new CombinedAggregate(parts.Kind, ordinals, order, parts.Number is null ? function.TypeMapping : null);
        var known = _aggregates.FindIndex(a => a.Kind == aggregate.Kind && a.Ordinals.SequenceEqual(ordinals));
        if (known < 0)
        {
            known = _aggregates.Count;
            _aggregates.Add(aggregate);
        }

        return (new CombinedValue.Aggregate(known), parts.Number ?? (order is ValueOrder.Integer ? typeof(long) : null));
    }

    /// <summary>A cast that gives the same number everywhere. The rest (fractions cut off, decimals as floating point) is the database's.</summary>
    private (CombinedValue Value, Type? Number)? Cast((CombinedValue Value, Type? Number) operand, Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (operand.Number is not { } number)
        {
            return null;
        }

        if (IsWhole(target) && (IsWhole(number) || number == typeof(Int128)))
        {
            // Where a database has but one type of whole numbers, a cast changes nothing.
            target = dialect.HasOneIntegerType ? typeof(long) : target;
            return (new CombinedValue.Cast(operand.Value, target), target);
        }

        return target == number || target == typeof(double) && IsWhole(number) || target == typeof(float) && number == typeof(double)
            ? (new CombinedValue.Cast(operand.Value, target), target)
            : null;
    }

    private int AddValue(GroupValue value)
    {
        var known = _values.IndexOf(value);
        if (known < 0)
        {
            known = _values.Count;
            _values.Add(value);
        }

        return known;
    }

    private CombinedAggregate? AggregateOf(CombinedValue value) => value is CombinedValue.Aggregate(var index) ? _aggregates[index] : null;

    private static bool IsWhole(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var t && (t == typeof(int) || t == typeof(long) || t == typeof(short));

    private static bool AreAlike(Type? number, SqlExpression value, SqlConstantExpression constant)
        => number is null
            ? (Nullable.GetUnderlyingType(value.Type) ?? value.Type) == (Nullable.GetUnderlyingType(constant.Type) ?? constant.Type)
            : constant.Value is int or long or short or decimal or double or float;
}
