using System.Collections;
using System.Net;
using NpgsqlTypes;

namespace EfShard.Tests.Queries.Values;

/// <summary>Samples that are the same at every call: special values, equal ones in different forms, nulls.</summary>
internal static class SampleRows
{
    private static readonly string[] Words =
        ["a", "A", "b", "B", "ä", "Ä", "zoe", "Zoe", "zoë", "co-op", "coop", "co op", "résumé", "resume", "_x", "x", "🚀", "\uFF5E", "日本", "", " ", "10", "9"];

    private static readonly DateTime[] Moments =
        [DateTime.MinValue, DateTime.MaxValue, new(2024, 2, 29, 12, 0, 0, 1), new(2024, 2, 29, 12, 0, 0), new(1969, 12, 31)];

    public static IEnumerable<T> Create<T>(bool isSqlite)
        where T : SampleValues, new()
    {
        var random = new System.Random(20250101);
        TValue? Maybe<TValue>(params TValue[] values) => random.Next(5) == 0 ? default : values[random.Next(values.Length)];
        TValue? Value<TValue>(params TValue[] values)
            where TValue : struct
            => random.Next(5) == 0 ? null : values[random.Next(values.Length)];

        for (var id = 1; id <= 160; id++)
        {
            yield return new T
            {
                Id = id,
                Whole = Value(int.MinValue, -1, 0, 1, 7, int.MaxValue / 200),
                Decimal = Value(1.0m, 1.00m, -2.5m, 0m, 0.000001m, 79228162514264337.5935m, 10m, 9.9m),
                Double = isSqlite
                    ? Value(0.0, -0.0, 1.5, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon)
                    : Value(0.0, -0.0, 1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon),
                Single = isSqlite ? Value(0f, 1.1f, float.MaxValue) : Value(0f, 1.1f, float.NaN, float.NegativeInfinity, float.MaxValue),
                Truth = Value(true, false),
                Enum = Value(DayOfWeek.Monday, DayOfWeek.Sunday, DayOfWeek.Friday),
                Guid = Value(new Guid("00000001-0000-0000-0000-000000000000"), new Guid("01000000-0000-0000-0000-000000000000"), new Guid("ff000000-0000-0000-0000-000000000001"), System.Guid.Empty),
                Bytes = Maybe<byte[]>([], [0], [0, 0], [255], [1, 2], [1]),
                Moment = Value(Moments) is { } moment ? DateTime.SpecifyKind(moment, DateTimeKind.Utc) : null,
                Offset = Value(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 1, 1, 0, 0, 1, TimeSpan.Zero)),
                Day = Value(DateOnly.MinValue, DateOnly.MaxValue, new DateOnly(2024, 2, 29), new DateOnly(1969, 12, 31)),
                Time = Value(TimeOnly.MinValue, new TimeOnly(23, 59, 59), new TimeOnly(0, 0, 0, 1)),
                Span = Value(TimeSpan.Zero, TimeSpan.FromDays(40), TimeSpan.FromHours(-1), TimeSpan.FromHours(9), TimeSpan.FromHours(10)),
                Plain = Maybe(Words),
                Cultural = Maybe(Words),
                Loose = Maybe(Words),
                Numbers = Maybe<int[]>([], [1], [1, 2], [0, 9, 9]),
                Range = isSqlite ? null : Value(NpgsqlRange<int>.Empty, new(1, 5), new(1, 9), new(1, true, true, 0, false, true), new(0, false, true, 3, true, false)),
                Address = isSqlite ? null : Maybe(IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Parse("10.0.0.2"), IPAddress.Parse("9.255.0.1")),
                Bits = isSqlite ? null : Maybe<BitArray>(new(0), new([true]), new([true, false]), new([false, true, true])),
                Json = isSqlite ? null : Maybe("1", "\"1\"", "[1, 2]", "[2]", "{\"b\": 1, \"a\": 2}", "{\"a\": 2, \"b\": 1}", "null", "true"),
            };
        }
    }
}
