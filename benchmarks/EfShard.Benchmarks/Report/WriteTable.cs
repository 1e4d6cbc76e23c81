using System.Globalization;
using EfShard.Benchmarks.Writes;

namespace EfShard.Benchmarks.Report;

/// <summary>Writes over four shards, in Markdown.</summary>
internal static class WriteTable
{
    public const string Header =
        """
        | write | beside | these, µs | EfShard, µs | ratios | at most | within |
        | --- | --- | ---: | ---: | ---: | ---: | --- |
        """;

    public static string Row(WriteResult result)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"| {result.Case.Name} | {result.Case.Beside} | {string.Join(", ", result.Others.Select(o => Text(o.Cost.Microseconds, "#")))} "
            + $"| {Text(result.Sharded.Cost.Microseconds, "#")} | {string.Join(", ", result.Ratios.Select(r => Text(r, "0.00")))} "
            + $"| {(result.Case.OnlySlowest ? "of the slower " : "")}{string.Join(", ", result.Case.Others.Select(o => Text(o.Most, "0.0")).Distinct())} "
            + $"| {(result.IsWithinLimits ? "yes" : "no")} |");

    public static string Write(IEnumerable<WriteResult> results) => string.Join('\n', results.Select(Row).Prepend(Header));

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
