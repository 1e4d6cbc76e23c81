using System.Collections;
using System.Net;
using NpgsqlTypes;

namespace EfShard.Tests.Queries.Values;

/// <summary>A value of every kind that both databases keep, each often null and often equal to another's.</summary>
public abstract class SampleValues
{
    public long Id { get; set; }

    public int? Whole { get; set; }

    public decimal? Decimal { get; set; }

    public double? Double { get; set; }

    public float? Single { get; set; }

    public bool? Truth { get; set; }

    public DayOfWeek? Enum { get; set; }

    public Guid? Guid { get; set; }

    public byte[]? Bytes { get; set; }

    public DateTime? Moment { get; set; }

    public DateTimeOffset? Offset { get; set; }

    public DateOnly? Day { get; set; }

    public TimeOnly? Time { get; set; }

    public TimeSpan? Span { get; set; }

    /// <summary>Text by its bytes.</summary>
    public string? Plain { get; set; }

    /// <summary>Text by a collation that only the database knows: ICU's, or one that the application gave Sqlite.</summary>
    public string? Cultural { get; set; }

    /// <summary>Text that is equal without regard to case.</summary>
    public string? Loose { get; set; }

    public int[]? Numbers { get; set; }

    public NpgsqlRange<int>? Range { get; set; }

    public IPAddress? Address { get; set; }

    public BitArray? Bits { get; set; }

    public string? Json { get; set; }
}
