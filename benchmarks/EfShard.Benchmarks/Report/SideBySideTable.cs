using System.Globalization;
using EfShard.Benchmarks.SideBySide;

namespace EfShard.Benchmarks.Report;

/// <summary>The rows of the table of single-shard reads, in Markdown.</summary>
internal static class SideBySideTable
{
    public const string Header =
        """
        | query | context | call | plain, µs | EfShard, µs | ratio | of fastest | plain, bytes | EfShard, bytes | more | within |
        | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
        """;

    public static string NameOf(ReadCase @case)
        => $"{@case.Query.Name} | {@case.Contexts.Name} | {(@case.IsAsynchronous ? "async" : "sync")}";

    public static string Row(ReadResult result)
    {
        var c = result.Comparison;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {NameOf(result.Case)} | {c.PlainMicroseconds:0.0} | {c.ShardedMicroseconds:0.0} | {c.Ratio:0.000} | {c.RatioOfFastest:0.000} "
            + $"| {c.PlainBytes:#,0} | {c.ShardedBytes:#,0} | {c.MoreBytes:+#,0;-#,0;0} | {(result.IsWithinLimits ? "yes" : "no")} |");
    }
}
