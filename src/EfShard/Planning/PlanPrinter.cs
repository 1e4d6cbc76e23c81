using System.Globalization;
using System.Text;
using EfShard.Model;
using EfShard.Planning.Combining;
using EfShard.Planning.Gathering;

namespace EfShard.Planning;

/// <summary>Prints plans: the same text for logs, documents and tests.</summary>
internal static class PlanPrinter
{
    /// <summary>Prints a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="shards">The shards that an execution asks, or a word in their place.</param>
    /// <param name="isGathered">Whether the execution brings rows of several shards together.</param>
    public static string Print(ShardPlan plan, string? shards = null, bool isGathered = false)
    {
        var text = new StringBuilder();
        if (isGathered)
        {
            return PrintGathered(text, plan, shards);
        }

        text.Append(Tier(plan));

        // Where any shard will do, the one that does is chance: no part of the plan.
        if (shards is not null && !(IsAnywhere(plan) && plan.Shard is null))
        {
            Line(text, $"shards: {shards}");
        }

        foreach (var condition in plan.Conditions)
        {
            Line(text, $"{condition}");
        }

        if (plan.ReadsUnsharded)
        {
            Line(text, $"unsharded tables");
        }

        if (plan.Pushdown is { } pushdown)
        {
            Line(text, $"merge: {Merge(pushdown)}");
            foreach (var list in pushdown.SplitLists)
            {
                Line(text, $"divided: {list}");
            }
        }
        else if (plan.Refusal is { } refusal)
        {
            Line(text, $"over several shards refused: {refusal}");
        }

        return text.ToString();
    }

    private static string PrintGathered(StringBuilder text, ShardPlan plan, string? shards)
    {
        text.Append("gather");
        if (shards is not null)
        {
            Line(text, $"shards: {shards}");
        }

        for (var broadcast = plan.Broadcast?.Value; broadcast is not null; broadcast = broadcast.IfMany)
        {
            Line(text, $"broadcast, if they are few: {string.Join(", ", broadcast.Parts.Select(p => p.Text))}");
            Line(text, $"merge: {Merge(broadcast.Rest.Pushdown!)}");
            Line(text, $"otherwise:");
        }

        var parts = plan.Gather!.Value.Parts;
        foreach (var part in parts)
        {
            Line(text, $"ships {part.Text}{string.Concat(part.Traits.Select(t => ", " + t))}{Keys(part, parts)}{Whence(part)}");
        }

        if (plan.Refusal is { } refusal)
        {
            Line(text, $"not pushed down: {refusal}");
        }

        return text.ToString();
    }

    private static string Keys(ShippedPart part, IReadOnlyList<ShippedPart> parts)
        => part.Keys is { } keys ? $", if they are few only rows whose {keys.Column} is among the {keys.FromColumn} of {parts[keys.Part].Name}" : "";

    private static string Whence(ShippedPart part)
        => part.Source switch
        {
            TableKind.Reference => ", the same on every shard",
            TableKind.Unsharded => ", unsharded",
            _ => " of " + string.Join(" and ", part.Conditions.Select(c => c.ToString())),
        };

    private static bool IsAnywhere(ShardPlan plan) => plan is { Kind: not StatementKind.ReferenceWrite, Conditions.Count: 0, ReadsUnsharded: false, AsksAll: false, GathersForRawSql: false };

    private static string Tier(ShardPlan plan)
        => plan.Kind switch
        {
            StatementKind.ReferenceWrite => "write to every copy",
            _ when IsAnywhere(plan) => "any one shard",
            StatementKind.Write => plan.Pushdown is null ? "write to one shard" : "write to one shard, or to each",
            _ => plan.Pushdown is null ? "route to one shard" : "route to one shard, or push down to each",
        };

    private static string Merge(Pushdown pushdown)
    {
        if (pushdown.Truth is { } truth)
        {
            return truth is TruthMerge.Any ? "true on any" : "true on all";
        }

        var text = pushdown.Combine is { } combine ? Combine(combine)
            : pushdown.MergeKeys.Count == 0 ? "concatenate"
            : "by " + string.Join(", ", pushdown.MergeKeys.Select(k => k.Text + (k.IsAscending ? "" : " desc")));
        var unit = pushdown.ParentKey is null ? "" : " parents";
        return text
            + (pushdown.Offset is { } offset ? $", skip {Count(offset)}{unit}" : "")
            + (pushdown.Limit is { } limit ? $", take {Count(limit)}{unit}" : "")
            + (pushdown.Page is null ? "" : ", keys first if far down")
            + (pushdown.StopsAtFirst ? ", stops at the first hit" : "");
    }

    private static string Combine(CombinePlan plan)
    {
        var parts = plan.Aggregates.Select(a => a.Kind.ToString())
            .Append(plan.Keys.Count == 0 ? null : $"{plan.Keys.Count} key{(plan.Keys.Count == 1 ? "" : "s")}")
            .Append(plan.Having is null ? null : "having")
            .Append(plan.CountsGroups ? "number of groups" : null)
            .OfType<string>();
        return "combine " + string.Join(", ", parts)
            + (plan.Orderings.Count == 0 ? "" : ", by " + string.Join(", ", plan.Orderings.Select(o => o.Text + (o.IsAscending ? "" : " desc"))));
    }

    private static string Count(ValueSource count)
        => count is ValueSource.Constant constant ? Convert.ToString(constant.Value, CultureInfo.InvariantCulture)! : count.ToString()!;

    private static void Line(StringBuilder text, FormattableString line) => text.Append(Environment.NewLine).Append("  ").Append(line.ToString(CultureInfo.InvariantCulture));
}
