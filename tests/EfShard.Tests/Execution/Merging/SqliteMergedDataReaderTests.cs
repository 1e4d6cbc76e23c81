using System.Data.Common;
using EfShard.Execution.Merging;

namespace EfShard.Tests.Execution.Merging;

public sealed class SqliteMergedDataReaderTests : IDisposable
{
    private const string Values =
        """
        SELECT NULL, 0, 1, -1, 255, 300, 70000, 2147483648, -9223372036854775808, 9223372036854775807, 0.0, -0.0, 0.5, -2.75, 1e300, 9e999,
            '', 'a', 'Grüße', '12abc', '0', '1.5', '2024-02-29 12:30:00', '0e8a3ac3-4b0e-4b5a-9d3c-6a2f6e7c1d11', 'a' || char(0) || 'b', CAST(x'ff41' AS TEXT), x'', x'00', x'610062'
        """;

    private static readonly (string Name, Func<DbDataReader, int, object?> Get)[] Getters =
    [
        ("IsDBNull", (r, i) => r.IsDBNull(i)),
        ("GetBoolean", (r, i) => r.GetBoolean(i)),
        ("GetByte", (r, i) => r.GetByte(i)),
        ("GetChar", (r, i) => r.GetChar(i)),
        ("GetInt16", (r, i) => r.GetInt16(i)),
        ("GetInt32", (r, i) => r.GetInt32(i)),
        ("GetInt64", (r, i) => r.GetInt64(i)),
        ("GetFloat", (r, i) => r.GetFloat(i)),
        ("GetDouble", (r, i) => BitConverter.DoubleToInt64Bits(r.GetDouble(i))),
        ("GetDecimal", (r, i) => r.GetDecimal(i)),
        ("GetString", (r, i) => r.GetString(i)),
        ("GetDateTime", (r, i) => r.GetDateTime(i)),
        ("GetGuid", (r, i) => r.GetGuid(i)),
        ("GetValue", (r, i) => r.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : r.GetValue(i)),
        ("GetFieldValue<int?>", (r, i) => r.GetFieldValue<int?>(i)),
        ("GetFieldValue<byte[]>", (r, i) => Convert.ToHexString(r.GetFieldValue<byte[]>(i))),
    ];

    private readonly SqliteLegs _legs = new();

    public static TheoryData<string> GetterNames => [.. Getters.Select(getter => getter.Name)];

    public void Dispose() => _legs.Dispose();

    [Theory]
    [MemberData(nameof(GetterNames))]
    public void Every_value_is_read_as_the_provider_reads_it_and_fails_as_it_fails(string name)
    {
        var get = Getters.Single(getter => getter.Name == name).Get;
        using var expected = SqliteLegs.Read(_legs.Open("SELECT 1"), Values);
        using var merged = Merge(Values);

        // Before the first row, on it, behind the last, and closed.
        Compare();
        Assert.True(expected.Read() && merged.Read());
        Compare();
        Assert.False(expected.Read() || merged.Read());
        Compare();
        expected.Close();
        merged.Close();
        Compare();

        void Compare()
        {
            for (var i = -1; i <= 29; i++)
            {
                Assert.Equal((i, Outcome(() => get(expected, i))), (i, Outcome(() => get(merged, i))));
            }
        }
    }

    [Fact]
    public void Values_come_from_the_leg_whose_row_is_current()
    {
        using var merged = Merge("SELECT 1, 'one' UNION ALL SELECT 2, NULL", "SELECT 0, 'none'");
        var rows = new List<(long, bool, string?)>();
        while (merged.Read())
        {
            rows.Add((merged.GetInt64(0), merged.IsDBNull(1), merged.IsDBNull(1) ? null : merged.GetString(1)));
        }

        Assert.Equal([(1, false, "one"), (2, true, null), (0, false, "none")], rows);
    }

    [Fact]
    public async Task Asynchronous_reading_moves_on_the_same_way()
    {
        await using var merged = Merge("SELECT 1 UNION ALL SELECT 0", "SELECT 3");
        var rows = new List<int>();
        while (await merged.ReadAsync())
        {
            rows.Add(merged.GetInt32(0));
        }

        Assert.Equal([1, 0, 3], rows);
    }

    private DbDataReader Merge(params string[] sql)
    {
        var legs = Array.ConvertAll(sql, s => SqliteLegs.Leg(SqliteLegs.Read(_legs.Open("SELECT 1"), s)));
        return Assert.IsType<SqliteMergedDataReader>(MergedDataReader.Of(legs, new ConcatenatingMerge(legs)));
    }

    private static string Outcome(Func<object?> get)
    {
        try
        {
            return $"{get()}";
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }
}
