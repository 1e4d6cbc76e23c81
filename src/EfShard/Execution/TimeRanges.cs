using System.Globalization;
using EfShard.Planning;
using EfShard.Strategies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Execution;

/// <summary>
///     Turns a comparison of a part of a key (its year, its day, some days later) into the range of keys for which it can hold. A range may be
///     too wide, never too narrow; <see langword="null" /> where nothing can be said, an open bound where the calendar ends.
/// </summary>
internal static class TimeRanges
{
    /// <summary>The range of keys.</summary>
    /// <param name="column">The property of the key.</param>
    /// <param name="part">The part that is compared.</param>
    /// <param name="comparison">How it is compared.</param>
    /// <param name="value">The value, not null.</param>
    /// <param name="days">Of <see cref="TimePart.Later" />: how many days.</param>
    public static ShardKeyRange? Of(IProperty column, TimePart part, TimeComparison comparison, object value, object? days)
    {
        var converter = column.GetRelationalTypeMapping().Converter;
        var stored = converter?.ProviderClrType ?? column.ClrType;
        stored = Nullable.GetUnderlyingType(stored) ?? stored;
        var isDate = stored == typeof(DateOnly);
        if (!isDate && stored != typeof(DateTime) && stored != typeof(DateTimeOffset))
        {
            return null;
        }

        switch (part)
        {
            case TimePart.Year:
                return ReadYear(value) is { } year ? Range(comparison, Start(year), Start(year + 1), Start(year), isDate) : null;

            case TimePart.Day when converter is null && ReadTime(value) is { } time:
                var next = Next(time.Date);
                return Range(comparison, time.Date, next, time == time.Date ? time : next, isDate);

            case TimePart.Later later when converter is null && ReadTime(value) is { } time && days is IConvertible count:
                return ReadLater(comparison, time, count.ToDouble(CultureInfo.InvariantCulture), later.Slack, isDate);

            default:
                return null;
        }
    }

    /// <param name="comparison">How the part compares with the value.</param>
    /// <param name="start">A key at or below the first whose part is the value or more.</param>
    /// <param name="end">The first key whose part is more than the value.</param>
    /// <param name="below">A key above all whose part is less than the value.</param>
    /// <param name="isDate">Whether keys are dates.</param>
    private static ShardKeyRange Range(TimeComparison comparison, DateTime? start, DateTime? end, DateTime? below, bool isDate) => comparison switch
    {
        TimeComparison.Equal => new ShardKeyRange(Key(start, isDate), true, Key(end, isDate), false),
        TimeComparison.Less => new ShardKeyRange(null, false, Key(below, isDate), false),
        TimeComparison.LessOrEqual => new ShardKeyRange(null, false, Key(end, isDate), false),
        TimeComparison.Greater => new ShardKeyRange(Key(end, isDate), true, null, false),
        _ => new ShardKeyRange(Key(start, isDate), true, null, false),
    };

    private static ShardKeyRange? ReadLater(TimeComparison comparison, DateTime value, double days, TimeSpan slack, bool isDate)
    {
        // The ends of the calendar are PostgreSQL's infinities, which no number of days changes.
        if (value == DateTime.MinValue || value == DateTime.MaxValue || !(Math.Abs(days) <= DateTime.MaxValue.Ticks / TimeSpan.TicksPerDay))
        {
            return null;
        }

        var ticks = value.Ticks - (long)((decimal)days * TimeSpan.TicksPerDay);
        var from = Key(At(ticks - slack.Ticks), isDate);
        var to = Key(At(ticks + slack.Ticks), isDate);
        return comparison switch
        {
            TimeComparison.Equal => new ShardKeyRange(from, true, to, true),
            TimeComparison.Less or TimeComparison.LessOrEqual => new ShardKeyRange(null, false, to, true),
            _ => new ShardKeyRange(from, true, null, false),
        };
    }

    private static ShardKey? Key(DateTime? time, bool isDate)
        => time is not { } known ? null : isDate ? ShardKey.From(DateOnly.FromDateTime(known)) : ShardKey.From(known);

    private static DateTime? At(long ticks) => ticks > 0 && ticks < DateTime.MaxValue.Ticks ? new DateTime(ticks) : null;

    private static DateTime? Next(DateTime day) => day < DateTime.MaxValue.Date ? day.AddDays(1) : null;

    private static DateTime? Start(long year) => year is > 1 and < 9999 ? new DateTime((int)year, 1, 1) : null;

    private static long? ReadYear(object value)
        => Type.GetTypeCode(value.GetType()) is TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 && !value.GetType().IsEnum
            ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
            : null;

    private static DateTime? ReadTime(object value) => value switch
    {
        DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Unspecified),
        DateTimeOffset time => DateTime.SpecifyKind(time.UtcDateTime, DateTimeKind.Unspecified),
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        _ => null,
    };
}
