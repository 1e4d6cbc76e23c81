using System.Globalization;

namespace EfShard.Strategies;

/// <summary>
///     Numbers the months, quarters or years of the calendar, in UTC. Dates and times share the numbering, so that the two can be keys of one
///     group. PostgreSQL's infinities lie in the calendar's first and last period.
/// </summary>
internal static class PeriodCalendar
{
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly long FirstMicrosecond = (DateTime.MinValue - Epoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long LastMicrosecond = (DateTime.MaxValue - Epoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long FirstDay = (DateTime.MinValue - Epoch).Days;
    private static readonly long LastDay = (DateTime.MaxValue - Epoch).Days;

    /// <summary>Whether keys of a kind lie in periods.</summary>
    public static bool Holds(ShardKeyKind kind) => kind is ShardKeyKind.Timestamp or ShardKeyKind.Date;

    /// <summary>The period in which a count of microseconds or days since 2000-01-01 lies.</summary>
    public static int PeriodOf(PeriodLength length, ShardKeyKind kind, long number)
        => PeriodOf(length, kind is ShardKeyKind.Date
            ? Epoch.AddDays(Math.Clamp(number, FirstDay, LastDay))
            : Epoch.AddTicks(Math.Clamp(number, FirstMicrosecond, LastMicrosecond) * TimeSpan.TicksPerMicrosecond));

    public static int PeriodOf(PeriodLength length, DateTime day) => (((day.Year - 1) * 12) + day.Month - 1) / (int)length;

    /// <summary>The first day of a period.</summary>
    public static DateOnly StartOf(PeriodLength length, int period)
    {
        var month = period * (int)length;
        return new DateOnly((month / 12) + 1, (month % 12) + 1, 1);
    }

    /// <summary>A period as it stands in definitions and errors: 2024, 2024-Q3, 2024-07.</summary>
    public static string TextOf(PeriodLength length, int period)
    {
        var start = StartOf(length, period);
        return length switch
        {
            PeriodLength.Year => start.ToString("yyyy", CultureInfo.InvariantCulture),
            PeriodLength.Quarter => start.ToString("yyyy", CultureInfo.InvariantCulture) + "-Q" + (((start.Month - 1) / 3) + 1).ToString(CultureInfo.InvariantCulture),
            _ => start.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        };
    }
}
