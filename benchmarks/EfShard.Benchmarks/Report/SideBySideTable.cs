using System.Globalization;
using EfShard.Benchmarks.SideBySide;

namespace EfShard.Benchmarks.Report;

/// <summary>Single-shard reads, in Markdown.</summary>
internal static class SideBySideTable
{
    public const string Header =
        """
        | query | context | call | plain, µs | EfShard, µs | ratio | fastest tenth | plain, bytes | EfShard, bytes | more | within |
        | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
        """;

    public static string Row(ReadResult result)
    {
        var (plain, sharded, ratio) = result.Comparison;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {result.Case.Name} | {plain.Microseconds:0.0} | {sharded.Microseconds:0.0} | {ratio:0.000} | {sharded.Fast / plain.Fast:0.000} "
            + $"| {plain.Bytes:#,0} | {sharded.Bytes:#,0} | {result.Comparison.MoreBytes:+#,0;-#,0;0} | {(result.IsWithinLimits ? "yes" : "no")} |");
    }

    public static string Write(IEnumerable<ReadResult> results) => string.Join('\n', results.Select(Row).Prepend(Header));
}
