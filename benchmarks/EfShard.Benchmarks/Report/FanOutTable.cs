using System.Globalization;
using EfShard.Benchmarks.FanOut;

namespace EfShard.Benchmarks.Report;

/// <summary>What is measured without a limit, in Markdown.</summary>
internal static class FanOutTable
{
    public const string Header =
        """
        | operation | beside | µs | EfShard, µs | ratio | bytes | EfShard, bytes |
        | --- | --- | ---: | ---: | ---: | ---: | ---: |
        """;

    public static string Row(FanOutResult result)
    {
        var (other, sharded, ratio) = result.Comparison;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {result.Case.Name} | {result.Case.Beside} | {other.Microseconds:0.0} | {sharded.Microseconds:0.0} | {ratio:0.00} "
            + $"| {other.Bytes:#,0} | {sharded.Bytes:#,0} |");
    }

    public static string Write(IEnumerable<FanOutResult> results) => string.Join('\n', results.Select(Row).Prepend(Header));
}
