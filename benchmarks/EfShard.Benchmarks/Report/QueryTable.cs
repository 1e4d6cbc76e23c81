using System.Globalization;
using EfShard.Benchmarks.Queries;

namespace EfShard.Benchmarks.Report;

/// <summary>Queries over all shards, in Markdown.</summary>
internal static class QueryTable
{
    public const string Header =
        """
        | query | by hand, µs | plain, µs | EfShard, µs | to by hand | to plain | to the limit | at most | within |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
        """;

    public static string Row(QueryResult result)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"| {result.Case.Name} | {result.ByHand.Cost.Microseconds:#,0} | {result.Plain.Cost.Microseconds:#,0} | {result.Sharded.Cost.Microseconds:#,0} "
            + $"| {result.ToByHand:0.00} | {result.ToPlain:0.00} | {result.ToLimit:0.00} | {result.Case.Most:0.0} | {(result.IsWithinLimit ? "yes" : "no")} |");

    public static string Write(IEnumerable<QueryResult> results) => string.Join('\n', results.Select(Row).Prepend(Header));
}
