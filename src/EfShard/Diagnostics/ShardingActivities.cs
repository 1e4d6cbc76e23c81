using System.Diagnostics;

namespace EfShard.Diagnostics;

/// <summary>
///     The traces of EfShard: one activity a statement, with one child a leg. Nothing is made, and nothing costs, unless somebody listens to the
///     source <see cref="SourceName" />.
/// </summary>
internal static class ShardingActivities
{
    /// <summary>The name of the activity source, for <c>AddSource("EfShard")</c>.</summary>
    public const string SourceName = "EfShard";

    /// <summary>A statement: from the choice of shards until its rows have been read.</summary>
    public const string StatementName = "EfShard.Statement";

    /// <summary>What one shard does of a statement: until its first row can be read, or its rows have been changed.</summary>
    public const string LegName = "EfShard.Leg";

    /// <summary>Tag: the names of the shards asked, separated by commas.</summary>
    public const string ShardsTag = "efshard.shards";

    /// <summary>Tag of a leg: the name of its shard.</summary>
    public const string ShardTag = "efshard.shard";

    /// <summary>Tag: the plan as <c>ToShardPlanString()</c> prints it.</summary>
    public const string PlanTag = "efshard.plan";

    /// <summary>Tag of a gathered statement: how many rows were brought together.</summary>
    public const string GatheredRowsTag = "efshard.gathered.rows";

    /// <summary>Tag of a gathered statement: how many bytes of them came from other shards.</summary>
    public const string GatheredBytesTag = "efshard.gathered.bytes";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody listens: looked at before anything is put together for them.</summary>
    public static bool IsListening => Source.HasListeners();

    public static Activity? StartStatement(string shards, Func<string> plan)
    {
        var activity = Source.StartActivity(StatementName, ActivityKind.Client);
        if (activity?.IsAllDataRequested is true)
        {
            activity.SetTag(ShardsTag, shards).SetTag(PlanTag, plan());
        }

        return activity;
    }

    public static Activity? StartLeg(string shard) => Source.StartActivity(LegName, ActivityKind.Client)?.SetTag(ShardTag, shard);
}
