using System.Globalization;
using EfShard.Benchmarks.Replicas;

namespace EfShard.Benchmarks.Report;

/// <summary>What replicas cost, in Markdown.</summary>
internal static class ReplicaTable
{
    public const string Header =
        """
        | operation | answered by the | without replicas, µs | with, µs | ratio | at most | bytes without | with |
        | --- | --- | ---: | ---: | ---: | --- | ---: | ---: |
        """;

    public static string Row(ReplicaResult result)
    {
        var (without, with, ratio) = result.Comparison;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {result.Name} | {result.Server} | {without.Microseconds:0.0} | {with.Microseconds:0.0} | {ratio:0.00} | {(result.Most is { } most ? most.ToString("0.00", CultureInfo.InvariantCulture) : "")} "
            + $"| {without.Bytes:#,0} | {with.Bytes:#,0} |");
    }

    public static string Write(IEnumerable<ReplicaResult> results) => string.Join('\n', results.Select(Row).Prepend(Header));
}
