using System.Globalization;
using EfShard.Benchmarks.Measuring;
using EfShard.Benchmarks.Scaling;

namespace EfShard.Benchmarks.Report;

/// <summary>How cost grows with the number of shards, in Markdown: median times, and the kilobytes that one shard and the most shards take.</summary>
internal static class ScalingTable
{
    public static string Header { get; } =
        $"| operation, µs over shards | {string.Join(" | ", ScalingRun.Counts)} | kB over {ScalingRun.Counts[0]} | over {ScalingRun.Counts[^1]} |\n"
        + $"| --- |{string.Concat(ScalingRun.Counts.Select(_ => " ---: |"))} ---: | ---: |";

    public static string Row(ScalingResult result)
        => $"| {result.Name} | {string.Join(" | ", result.Measured.Select(Time))} | {Kilobytes(result.Measured[0])} | {Kilobytes(result.Measured[^1])} |";

    public static string Write(IEnumerable<ScalingResult> results) => string.Join('\n', results.Select(Row).Prepend(Header));

    private static string Time(Measured measured) => measured.Cost.Microseconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Kilobytes(Measured measured) => (measured.Bytes / 1_000).ToString("#,0.0", CultureInfo.InvariantCulture);
}
