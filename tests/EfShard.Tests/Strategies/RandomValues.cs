using System.Text;

namespace EfShard.Tests.Strategies;

/// <summary>Random values with a fixed seed: small and large numbers alike, text of every plane of Unicode.</summary>
internal sealed class RandomValues(int seed)
{
    private readonly Random _random = new(seed);

    public T[] Many<T>(int count, Func<RandomValues, T> next) => Enumerable.Range(0, count).Select(_ => next(this)).ToArray();

    public int Below(int limit) => _random.Next(limit);

    public double Fraction() => _random.NextDouble();

    // Any number of bits is as likely as any other.
    public long Number() => _random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(64);

    // Different numbers, large and small: what repeats would weigh more in a share of keys.
    public long[] Keys(int count) => Enumerable.Repeat(0, int.MaxValue).Select(_ => Number()).Distinct().Take(count).ToArray();

    public Guid Guid() => new(Bytes(16));

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    // Microseconds, from year 1 to year 9999, without the two ends, which Npgsql sends as infinity.
    public DateTime Time()
        => new(_random.NextInt64(1, DateTime.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond) * TimeSpan.TicksPerMicrosecond, DateTimeKind.Unspecified);

    public DateOnly Date() => DateOnly.FromDayNumber(_random.Next(1, DateOnly.MaxValue.DayNumber));

    public string Text(int longest)
    {
        var text = new StringBuilder();
        for (var length = _random.Next(longest + 1); length > 0; length--)
        {
            text.Append(Character());
        }

        return text.ToString();
    }

    // Not U+0000, which PostgreSQL's text can't hold, and no half of a pair.
    private Rune Character() => _random.Next(5) switch
    {
        0 => new Rune(_random.Next(0x80, 0x800)),
        1 => new Rune(_random.Next(0x800, 0xD800)),
        2 => new Rune(_random.Next(0xE000, 0x10000)),
        3 => new Rune(_random.Next(0x10000, 0x110000)),
        _ => new Rune(_random.Next(1, 0x80)),
    };
}
