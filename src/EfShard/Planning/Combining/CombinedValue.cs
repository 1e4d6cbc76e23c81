using System.Linq.Expressions;

namespace EfShard.Planning.Combining;

/// <summary>
///     What is worked out of a group once its partial rows are combined. Only what gives exactly the database's answer is here; every other
///     expression is the database's to work out.
/// </summary>
internal abstract record CombinedValue
{
    private CombinedValue()
    {
    }

    /// <summary>A value of the group's first row, by its position in <see cref="CombinePlan.Values" />.</summary>
    public sealed record Of(int Index) : CombinedValue;

    /// <summary>An aggregate, by its position in <see cref="CombinePlan.Aggregates" />.</summary>
    public sealed record Aggregate(int Index) : CombinedValue;

    /// <summary>The number of groups.</summary>
    public sealed record GroupCount : CombinedValue;

    /// <summary>A number or a parameter's.</summary>
    public sealed record Given(ValueSource Source) : CombinedValue;

    /// <summary>A number in another type, with an error where it does not fit.</summary>
    public sealed record Cast(CombinedValue Operand, Type Type) : CombinedValue;

    /// <summary>A value, or another in place of null.</summary>
    public sealed record Coalesce(CombinedValue Operand, CombinedValue Default) : CombinedValue;

    /// <summary>The comparison of two whole numbers; unknown where one is null.</summary>
    public sealed record Comparison(ExpressionType Operator, CombinedValue Left, CombinedValue Right) : CombinedValue;

    /// <summary>IS NULL, or IS NOT NULL.</summary>
    public sealed record IsNull(CombinedValue Operand, bool IsNegated) : CombinedValue;

    /// <summary>AND and OR of three truth values.</summary>
    public sealed record Logic(ExpressionType Operator, CombinedValue Left, CombinedValue Right) : CombinedValue;

    /// <summary>NOT of three truth values.</summary>
    public sealed record Not(CombinedValue Operand) : CombinedValue;
}
