using System.Data.Common;
using System.Diagnostics;

namespace EfShard.Diagnostics;

/// <summary>
///     The traces of EfShard: one activity a statement, a save or a commit, with one child a leg. Nothing is made, and nothing costs, unless somebody listens to
///     the source <see cref="SourceName" />. docs/observability.md has them all.
/// </summary>
internal static class ShardingActivities
{
    /// <summary>The name of the activity source, for <c>AddSource("EfShard")</c>.</summary>
    public const string SourceName = "EfShard";

    /// <summary>A statement: from the choice of shards until its rows have been read.</summary>
    public const string StatementName = "EfShard.Statement";

    /// <summary>A call of <c>SaveChanges</c> that writes: from the choice of shards until it is committed, or a part of the transaction that is open.</summary>
    public const string SaveName = "EfShard.SaveChanges";

    /// <summary>A commit of a transaction over the shards that it touched.</summary>
    public const string CommitName = "EfShard.Commit";

    /// <summary>What one shard does of them: until its last row has been read, its rows have been changed, or a step of the commit is done.</summary>
    public const string LegName = "EfShard.Leg";

    /// <summary>Tag of all but legs: the names of the shards asked, separated by commas.</summary>
    public const string ShardsTag = "efshard.shards";

    /// <summary>Tag of a leg: the name of its shard.</summary>
    public const string ShardTag = "efshard.shard";

    /// <summary>Tag of a leg: the server that answered, by shard and place in the options.</summary>
    public const string ServerTag = "efshard.server";

    /// <summary>Tag of a leg that may be read from a replica: the level of consistency.</summary>
    public const string ConsistencyTag = "efshard.consistency";

    /// <summary>Tag of a leg of a save or a commit: write, prepare, decide or commit.</summary>
    public const string StepTag = "efshard.step";

    /// <summary>Tag of a leg that changes rows: how many.</summary>
    public const string AffectedTag = "efshard.rows.affected";

    /// <summary>Tag of a commit: the id of the transaction.</summary>
    public const string TransactionTag = "efshard.transaction";

    /// <summary>Tag of a statement: the plan as <c>ToShardPlanString()</c> prints it.</summary>
    public const string PlanTag = "efshard.plan";

    /// <summary>Tag of a gathered statement: how many rows were brought together.</summary>
    public const string GatheredRowsTag = "efshard.gathered.rows";

    /// <summary>Tag of a gathered statement: how many bytes of them came from other shards; and of each of its legs: how many bytes it sent.</summary>
    public const string GatheredBytesTag = "efshard.gathered.bytes";

    /// <summary>OpenTelemetry's tag of a leg: which database it is.</summary>
    public const string SystemTag = "db.system.name";

    /// <summary>OpenTelemetry's tag of a leg: the name of the database, where the options have it.</summary>
    public const string NamespaceTag = "db.namespace";

    /// <summary>OpenTelemetry's tag of a leg: what is done, <c>SELECT</c> for instance.</summary>
    public const string OperationTag = "db.operation.name";

    /// <summary>OpenTelemetry's tag of a leg: the statement, with names of parameters.</summary>
    public const string TextTag = "db.query.text";

    /// <summary>OpenTelemetry's tag of a leg that reads: how many rows were read from it.</summary>
    public const string RowsTag = "db.response.returned_rows";

    /// <summary>OpenTelemetry's tag of a leg that failed: the database's code.</summary>
    public const string StatusTag = "db.response.status_code";

    /// <summary>OpenTelemetry's tag of what failed: the type of the exception.</summary>
    public const string ErrorTag = "error.type";

    /// <summary>OpenTelemetry's tag of a leg: where the server is.</summary>
    public const string AddressTag = "server.address";

    /// <summary>OpenTelemetry's tag of a leg: its port.</summary>
    public const string PortTag = "server.port";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody listens: looked at before anything is put together for them.</summary>
    public static bool IsListening => Source.HasListeners();

    public static Activity? StartStatement(string shards, Func<string> plan)
    {
        var activity = Source.StartActivity(StatementName, ActivityKind.Internal);
        if (activity?.IsAllDataRequested is true)
        {
            activity.SetTag(ShardsTag, shards).SetTag(PlanTag, plan());
        }

        return activity;
    }

    public static Activity? StartSave(string shards) => Source.StartActivity(SaveName, ActivityKind.Internal)?.SetTag(ShardsTag, shards);

    public static Activity? StartCommit(string shards, Guid transaction)
        => Source.StartActivity(CommitName, ActivityKind.Internal)?.SetTag(ShardsTag, shards).SetTag(TransactionTag, transaction.ToString());

    public static Activity? StartLeg(string shard) => Source.StartActivity(LegName, ActivityKind.Client)?.SetTag(ShardTag, shard);

    /// <summary>Says that what an activity stands for has failed. The exception's message stays out: it may hold a row's data.</summary>
    public static void Fail(Activity? activity, Exception exception)
    {
        if (activity is not null)
        {
            var database = exception as DbException ?? exception.InnerException as DbException;
            activity.SetStatus(ActivityStatusCode.Error).SetTag(ErrorTag, (database ?? exception).GetType().FullName);
            if (database?.SqlState is { } state)
            {
                activity.SetTag(StatusTag, state);
            }
        }
    }

    /// <summary>Ends an activity that outlives the method in which it began: whatever is the current one there stays it.</summary>
    public static void End(Activity? activity)
    {
        if (activity is not null)
        {
            var current = Activity.Current;
            activity.Dispose();
            Activity.Current = ReferenceEquals(current, activity) ? activity.Parent : current;
        }
    }
}
