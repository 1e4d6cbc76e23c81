using System.Numerics;

namespace EfShard.Execution.Combining;

/// <summary>A decimal number of any length: <see cref="decimal" /> would round where PostgreSQL's numeric adds exactly.</summary>
/// <param name="Unscaled">The number without its point.</param>
/// <param name="Scale">How many digits stand behind the point.</param>
internal readonly record struct ExactDecimal(BigInteger Unscaled, int Scale)
{
    private const int LargestScale = 28;
    private static readonly BigInteger Largest = (BigInteger.One << 96) - 1;

    public static ExactDecimal Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var unscaled = new BigInteger((uint)bits[2]) << 64 | new BigInteger((uint)bits[1]) << 32 | (uint)bits[0];
        return new ExactDecimal(bits[3] < 0 ? -unscaled : unscaled, (bits[3] >> 16) & 0xFF);
    }

    /// <summary>The sum has the larger scale of the two, as in PostgreSQL.</summary>
    public ExactDecimal Add(decimal value)
    {
        var other = Of(value);
        var scale = Math.Max(Scale, other.Scale);
        return new ExactDecimal(AtScale(scale) + other.AtScale(scale), scale);
    }

    /// <summary>The number without its point at a larger scale.</summary>
    public BigInteger AtScale(int scale) => Unscaled * BigInteger.Pow(10, scale - Scale);

    /// <summary>The same number and scale.</summary>
    /// <exception cref="OverflowException">It has too many digits.</exception>
    public decimal ToDecimal()
    {
        var size = BigInteger.Abs(Unscaled);
        if (Scale > LargestScale || size > Largest)
        {
            throw new OverflowException("The combined numeric value does not fit in a System.Decimal.");
        }

        return new decimal(
            (int)(uint)(size & uint.MaxValue), (int)(uint)(size >> 32 & uint.MaxValue), (int)(uint)(size >> 64), Unscaled.Sign < 0, (byte)Scale);
    }
}
