using System.Numerics;

namespace EfShard.Execution.Combining;

/// <summary>
///     Divides as PostgreSQL divides numerics: at least 16 significant digits, counted in groups of four, half rounded away from zero
///     (<c>select_div_scale</c> and <c>numeric_div</c> in PostgreSQL's numeric.c).
/// </summary>
internal static class NumericDivision
{
    private const int FewestSignificantDigits = 16;
    private const int GroupLength = 4;
    private const int GroupBase = 10_000;

    public static decimal Divide(decimal dividend, long divisor)
    {
        var (left, right) = (ExactDecimal.Of(dividend), new ExactDecimal(divisor, 0));
        var (leftWeight, leftDigit) = FirstGroup(left);
        var (rightWeight, rightDigit) = FirstGroup(right);
        var weight = leftWeight - rightWeight - (leftDigit <= rightDigit ? 1 : 0);
        var scale = Math.Max(Math.Max(FewestSignificantDigits - (weight * GroupLength), left.Scale), 0);
        var scaled = BigInteger.Abs(left.AtScale(Math.Max(scale, left.Scale)));
        var quotient = BigInteger.DivRem(scaled, divisor, out var remainder);
        if (remainder * 2 >= divisor)
        {
            quotient++;
        }

        return new ExactDecimal(left.Unscaled.Sign < 0 ? -quotient : quotient, scale).ToDecimal();
    }

    /// <summary>The position of the first group of four digits that is not zero (0 is the one before the point), and its value.</summary>
    private static (int Weight, int Digit) FirstGroup(ExactDecimal value)
    {
        if (value.Unscaled.IsZero)
        {
            return (0, 0);
        }

        // Groups are counted from the point: behind it the last one is filled up with zeros.
        var groupsBehind = (value.Scale + GroupLength - 1) / GroupLength;
        var number = BigInteger.Abs(value.AtScale(groupsBehind * GroupLength));
        var weight = -groupsBehind;
        while (number >= GroupBase)
        {
            number /= GroupBase;
            weight++;
        }

        return (weight, (int)number);
    }
}
