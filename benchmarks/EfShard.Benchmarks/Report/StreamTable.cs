using System.Globalization;
using EfShard.Benchmarks.Measuring;
using EfShard.Benchmarks.Queries;

namespace EfShard.Benchmarks.Report;

/// <summary>The stream, in Markdown.</summary>
internal static class StreamTable
{
    private const string Header =
        """
        | stream of 200,000 rows in order | to the last row, ms | EfShard beside it | to the first row, ms | live in the middle, KB | within |
        | --- | ---: | ---: | ---: | ---: | --- |
        """;

    /// <summary>Writes the results, of which EfShard's is the last.</summary>
    public static string Write(IReadOnlyList<StreamResult> results) => string.Join('\n', results.Select(r => Row(r, results[^1], Within(r, results))).Prepend(Header));

    private static string Within(StreamResult result, IReadOnlyList<StreamResult> results)
        => result != results[^1] ? "" : result.IsWithin(results[0], results[1]) ? "yes" : "no";

    private static string Row(StreamResult result, StreamResult sharded, string within)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"| {result.Way} | {result.Times.Quantile(0.5):#,0} | {sharded.RatioTo(result):0.00} | {result.FirstRow.Quantile(0.5):0.0} | {result.LiveBytes / 1024.0:#,0} | {within} |");
}
