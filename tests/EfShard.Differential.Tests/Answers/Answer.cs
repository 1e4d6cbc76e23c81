using System.Data.Common;
using EfShard.Differential.Tests.Model;

namespace EfShard.Differential.Tests.Answers;

/// <summary>What a context made of a query.</summary>
/// <param name="Lines">The result; null if there was an exception.</param>
/// <param name="Exception">Why there is no result.</param>
/// <param name="Plans">How the shards answered, a plan a statement.</param>
internal sealed record Answer(Lines? Lines, Exception? Exception, IReadOnlyList<string> Plans)
{
    private const string Shards = "shards:";

    public bool IsRefused => Exception is CrossShardQueryException;

    /// <summary>The dearest of the tiers that answered.</summary>
    public Tier Tier => IsRefused ? Tier.Refused : Plans.Select(TierOf).DefaultIfEmpty(Tier.None).Max();

    public static async Task<Answer> OfAsync(Func<TrackerContext> open, Func<TrackerContext, Task<Lines>> ask)
    {
        await using var context = open();
        var (answer, plans) = await PlanWatch.OfAsync(async () =>
        {
            try
            {
                return ((Lines?)await ask(context), (Exception?)null);
            }
            catch (Exception exception) when (exception is InvalidOperationException or NotSupportedException or DbException or ArgumentException
                or NullReferenceException or InvalidCastException or KeyNotFoundException or OverflowException or IndexOutOfRangeException
                or System.Diagnostics.UnreachableException)
            {
                return ((Lines?)null, (Exception?)exception);
            }
        });
        return new(answer.Item1, answer.Item2, plans);
    }

    public override string ToString() => Exception is { } exception ? $"{exception.GetType().Name}: {exception.Message}" : $"{Lines!.Rows.Count} rows";

    private static Tier TierOf(string plan)
    {
        var lines = plan.Split('\n', StringSplitOptions.TrimEntries);

        // Where any one shard will do, the plan names none.
        var shards = lines.FirstOrDefault(line => line.StartsWith(Shards, StringComparison.Ordinal))?[Shards.Length..];
        return shards is null ? Tier.Route
            : shards.Length == 0 ? Tier.None
            : lines[0].Contains("gather", StringComparison.Ordinal) ? Tier.Gather
            : !shards.Contains(',', StringComparison.Ordinal) ? Tier.Route
            : lines.Any(line => line.StartsWith("merge: combine", StringComparison.Ordinal)) ? Tier.Combine
            : Tier.Pushdown;
    }
}
