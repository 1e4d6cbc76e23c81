using EfShard.Execution.Merging;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Tests.Execution.Merging;

public sealed class SqliteMergeColumnTests : IDisposable
{
    /// <summary>Values of each storage class, many of them equal, next to each other or told apart late.</summary>
    private static readonly string[] Values =
    [
        "NULL", "0", "1", "-1", "9007199254740992", "9007199254740993", "9007199254740992.0", "9223372036854775807", "9223372036854775808.0", "-9223372036854775808", "0.0", "-0.0", "0.5",
        "1.0", "-1e300", "9e999", "''", "'a'", "'A'", "'ab'", "'a' || char(0)", "'a' || char(0) || 'b'", "'ä'", "'10'", "'9'", "char(65533)", "char(128512)", "CAST(x'ff' AS TEXT)",
        "'2024-01-01 00:00:00'", "'2024-01-01 00:00:00.5'", "x''", "x'00'", "x'61'", "x'6100'", "x'ff'",
    ];

    private readonly SqliteLegs _legs = new();

    public void Dispose() => _legs.Dispose();

    [Theory]
    [InlineData("k", true)]
    [InlineData("k DESC", false)]
    public void Values_of_any_type_come_in_Sqlite_s_own_order(string order, bool isAscending)
    {
        var rows = Values.Concat(Values).Select((value, i) => $"({i}, {value}, {i % 3})").ToArray();
        var expected = Read(SqliteLegs.Leg(SqliteLegs.Read(Fill(rows), $"SELECT k, id FROM v ORDER BY {order}")));

        var legs = Enumerable.Range(0, 3)
            .Select(leg => SqliteLegs.Leg(SqliteLegs.Read(Fill(rows.Where((_, i) => i % 3 == leg)), $"SELECT k, id FROM v ORDER BY {order}")))
            .ToArray();
        var merge = new OrderedMerge(legs, MergeColumn.Of([new MergeKey(0, ValueOrder.SqliteAny, isAscending, isAscending, "k")], legs));
        var actual = new List<string>();
        for (var leg = merge.Next(); leg != RowMerge.End; leg = merge.Next())
        {
            actual.Add(Show(legs[leg]));
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Further_keys_count_where_the_first_are_equal()
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 400).Select(id => $"({id}, {random.Next(4)}, {(random.Next(4) is var tie and not 3 ? $"'{tie}'" : "NULL")})").ToArray();
        const string Ordered = "SELECT k, tie, id FROM v ORDER BY k DESC, tie, id DESC";
        var expected = new List<long>();
        using (var reader = SqliteLegs.Read(Fill(rows), Ordered))
        {
            while (reader.Read())
            {
                expected.Add(reader.GetInt64(2));
            }
        }

        var legs = Enumerable.Range(0, 5).Select(leg => SqliteLegs.Leg(SqliteLegs.Read(Fill(rows.Where((_, i) => i % 5 == leg)), Ordered))).ToArray();
        var merge = new OrderedMerge(
            legs,
            MergeColumn.Of(
                [
                    new MergeKey(0, ValueOrder.Integer, IsAscending: false, NullsFirst: false, "k"),
                    new MergeKey(1, ValueOrder.SqliteAny, IsAscending: true, NullsFirst: true, "tie"),
                    new MergeKey(2, ValueOrder.Integer, IsAscending: false, NullsFirst: false, "id"),
                ],
                legs));
        using var merged = MergedDataReader.Of(legs, merge);
        var actual = new List<long>();
        while (merged.Read())
        {
            // What is read of a row does not change what is compared of the next.
            Assert.False(merged.IsDBNull(0));
            _ = merged.IsDBNull(1) ? 0 : merged.GetInt64(1);
            actual.Add(merged.GetInt64(2));
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Text_of_a_database_in_another_encoding_is_compared_as_the_text_that_it_is()
    {
        var wide = _legs.Open("PRAGMA encoding = 'UTF-16le'; CREATE TABLE v (id, k, tie); INSERT INTO v VALUES (1, 'aa', 0), (2, 'ac', 0), (3, 'b', 0)");
        var narrow = Fill(["(4, 'ab', 0)", "(5, 'aca', 0)", "(6, 'c', 0)"]);
        var legs = new[] { wide, narrow }.Select(leg => SqliteLegs.Leg(SqliteLegs.Read(leg, "SELECT k FROM v ORDER BY k"))).ToArray();
        var merge = new OrderedMerge(legs, MergeColumn.Of([new MergeKey(0, ValueOrder.SqliteAny, IsAscending: true, NullsFirst: true, "k")], legs));
        var actual = new List<string>();
        for (var leg = merge.Next(); leg != RowMerge.End; leg = merge.Next())
        {
            actual.Add(legs[leg].DbDataReader.GetString(0));
        }

        Assert.Equal(["aa", "ab", "ac", "aca", "b", "c"], actual);
    }

    private Microsoft.Data.Sqlite.SqliteConnection Fill(IEnumerable<string> rows)
        => _legs.Open($"CREATE TABLE v (id INTEGER, k, tie); INSERT INTO v VALUES {string.Join(", ", rows)}");

    private static List<string> Read(RelationalDataReader leg)
    {
        var rows = new List<string>();
        while (leg.Read())
        {
            rows.Add(Show(leg));
        }

        return rows;
    }

    // Equal values may come in any order: what identifies a row is left out, and numbers are told by their value.
    private static string Show(RelationalDataReader leg) => leg.DbDataReader.GetValue(0) switch
    {
        byte[] bytes => $"x{Convert.ToHexString(bytes)}",
        long number => new System.Numerics.BigInteger(number).ToString(),
        double number when double.IsFinite(number) && Math.Truncate(number) == number => new System.Numerics.BigInteger(number).ToString(),
        var other => $"{other.GetType().Name} {other}",
    };
}
