using System.Globalization;

namespace EfShard.Strategies;

/// <summary>A bound of a range: as a key, to compare with, and as canonical text.</summary>
internal readonly record struct RangeBound(ShardKey Key, string Text)
{
    private const string Microseconds = "yyyy-MM-dd'T'HH:mm:ss.ffffff";

    /// <summary>The kind of the keys that a range over values of a type holds.</summary>
    /// <exception cref="ArgumentException">Values of the type have no order that holds everywhere.</exception>
    public static ShardKeyKind KindOf(Type type)
        => type == typeof(string) ? ShardKeyKind.Text
            : type == typeof(Guid) ? ShardKeyKind.Guid
            : type == typeof(DateOnly) ? ShardKeyKind.Date
            : type == typeof(DateTime) || type == typeof(DateTimeOffset) ? ShardKeyKind.Timestamp
            // Not ulong: databases without the type store its upper half as negative numbers, which they order first.
            : type == typeof(long) || type == typeof(int) || type == typeof(short) || type == typeof(sbyte)
            || type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) ? ShardKeyKind.Number
            : throw StrategyErrors.RangeType(type);

    /// <exception cref="ArgumentException">The value is finer than a database keeps, or is text that no database can hold.</exception>
    public static RangeBound Of(object value)
    {
        var key = ShardKey.From(value);
        return new RangeBound(key, value switch
        {
            string text => ShardNames.IsUnicode(text) ? Uri.EscapeDataString(text) : throw StrategyErrors.BoundNotUnicode(),
            Guid guid => guid.ToString("D"),
            DateTime time => TextOf(time),
            DateTimeOffset time => TextOf(time.UtcDateTime),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => key.Number.ToString(CultureInfo.InvariantCulture),
        });
    }

    private static string TextOf(DateTime time)
        => time.Ticks % TimeSpan.TicksPerMicrosecond == 0
            ? time.ToString(Microseconds, CultureInfo.InvariantCulture)
            : throw StrategyErrors.BoundTooFine();
}
