using System.Globalization;
using System.Linq.Expressions;
using EfShard.Planning;
using EfShard.Planning.Combining;

namespace EfShard.Execution.Combining;

/// <summary>Works out <see cref="CombinedValue" />s of a group, null standing for SQL's null and for "unknown".</summary>
internal sealed class ValueEvaluator(IReadOnlyDictionary<string, object?> parameters, int groupCount)
{
    public object? Evaluate(CombinedValue value, Group group) => value switch
    {
        CombinedValue.Of(var index) => group.Values![index],
        CombinedValue.Aggregate(var index) => group.Accumulators[index].Value,
        CombinedValue.GroupCount => (long)groupCount,
        CombinedValue.Given(ValueSource.Parameter parameter) => parameters[parameter.Name],
        CombinedValue.Given(ValueSource.Constant constant) => constant.Value,
        CombinedValue.Cast(var operand, var type) => Cast(Evaluate(operand, group), type),
        CombinedValue.Coalesce(var operand, var otherwise) => Evaluate(operand, group) ?? Evaluate(otherwise, group),
        CombinedValue.Comparison comparison => Compare(comparison, group),
        CombinedValue.IsNull(var operand, var isNegated) => Evaluate(operand, group) is null != isNegated,
        CombinedValue.Logic(var kind, var left, var right) => Combine(kind is ExpressionType.AndAlso, Evaluate(left, group), Evaluate(right, group)),
        CombinedValue.Not(var operand) => Evaluate(operand, group) is bool truth ? !truth : null,
        _ => throw new NotSupportedException($"A combined value of type '{value.GetType().Name}' is not known."),
    };

    /// <summary>A value in the form in which its order compares it.</summary>
    public object? Compared(CombinedValue value, Group group)
        => value is CombinedValue.Aggregate(var index)
            ? group.Accumulators[index].Comparable
            : Evaluate(value, group) switch
            {
                int number => (long)number,
                float number => (double)number,
                var other => other,
            };

    private bool? Compare(CombinedValue.Comparison comparison, Group group)
    {
        if (Evaluate(comparison.Left, group) is not { } left || Evaluate(comparison.Right, group) is not { } right)
        {
            return null;
        }

        var result = Whole(left).CompareTo(Whole(right));
        return comparison.Operator switch
        {
            ExpressionType.Equal => result == 0,
            ExpressionType.NotEqual => result != 0,
            ExpressionType.LessThan => result < 0,
            ExpressionType.LessThanOrEqual => result <= 0,
            ExpressionType.GreaterThan => result > 0,
            _ => result >= 0,
        };
    }

    private static long Whole(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);

    /// <summary>AND is false if either side is, OR is true if either side is; else unknown if either side is.</summary>
    private static object? Combine(bool isAnd, object? left, object? right)
        => left is bool one && one != isAnd || right is bool other && other != isAnd ? !isAnd
            : left is null || right is null ? null
            : isAnd;

    private static object? Cast(object? value, Type type)
    {
        if (value is null || value.GetType() == type)
        {
            return value;
        }

        try
        {
            // Whole numbers arrive as decimals where a database widens their sum.
            return type == typeof(float) ? Single((double)value) : Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            throw new OverflowException($"A value that was combined over all shards does not fit in the type '{type.Name}' that the query gives it.");
        }
    }

    private static object Single(double value)
        => float.IsInfinity((float)value) && double.IsFinite(value) ? throw new OverflowException() : (float)value;
}
