using System.Globalization;
using BenchmarkDotNet.Reports;

namespace EfShard.Benchmarks.Report;

/// <summary>A suite of BenchmarkDotNet, in Markdown.</summary>
internal static class MicroTable
{
    public static string Write(string title, Summary summary)
        => string.Join('\n', summary.Reports.Select(Row).Prepend($"| {title} | of | mean, µs | standard deviation | bytes |\n| --- | --- | ---: | ---: | ---: |"));

    private static string Row(BenchmarkReport report)
    {
        var (benchmark, statistics) = (report.BenchmarkCase, report.ResultStatistics!);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {benchmark.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')} | {string.Join(", ", benchmark.Parameters.Items.Select(p => p.Value))} "
            + $"| {statistics.Mean / 1_000:#,0.00} | {statistics.StandardDeviation / 1_000:#,0.00} | {report.GcStats.GetBytesAllocatedPerOperation(benchmark) ?? 0:#,0} |");
    }
}
