using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace BlogApp.Diagnostics;

/// <summary>
/// Listens to the library's traces and writes them into the <see cref="QueryLog"/>: an activity for each statement
/// and save, with a child for each leg. OpenTelemetry gets the same by <c>AddSource("EfShard")</c>.
/// </summary>
internal sealed class QueryTracing : IDisposable
{
    private readonly QueryLog _log;
    private readonly ShardTraffic _traffic;
    private readonly IHttpContextAccessor _requests;
    private readonly ActivityListener _listener;
    private readonly ConditionalWeakTable<Activity, StatementLegs> _legs = [];

    public QueryTracing(QueryLog log, ShardTraffic traffic, IHttpContextAccessor requests)
    {
        _log = log;
        _traffic = traffic;
        _requests = requests;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "EfShard",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => IsWanted() ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = Stopped,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    // What answers a request of this application, but not the page that shows the log: its counting would push out what it shows.
    private bool IsWanted()
        => _requests.HttpContext is { } request
            && (QueryCapture.Current is not null || !request.Request.Path.StartsWithSegments("/shards"))
            && ReferenceEquals(request.RequestServices.GetService<QueryLog>(), _log);

    private void Stopped(Activity activity)
    {
        if (!IsWanted())
        {
            return;
        }

        switch (activity.OperationName)
        {
            case "EfShard.Leg":
                AddLeg(activity);
                break;
            case "EfShard.Commit" when activity.Parent is { OperationName: "EfShard.SaveChanges" } save:
                MoveLegs(activity, save);
                break;
            case "EfShard.Statement":
                Add(activity, activity.GetTagItem("efshard.plan") as string ?? "");
                break;
            case "EfShard.SaveChanges" or "EfShard.Commit":
                Add(activity, $"write by {activity.OperationName["EfShard.".Length..]}\n  shards: {activity.GetTagItem("efshard.shards")}\n  each row to its shard");
                break;
        }
    }

    private void Add(Activity statement, string plan)
    {
        var request = _requests.HttpContext!.Request;
        var legs = LegsOf(statement);
        var entry = new QueryLogEntry($"{request.Method} {request.Path}", plan, legs, statement.Duration)
        {
            Rows = legs.Any(leg => leg.Rows is not null) ? legs.Sum(leg => leg.Rows) : null,
            GatheredRows = Number(statement, "efshard.gathered.rows"),
            GatheredBytes = Number(statement, "efshard.gathered.bytes"),
            Consistency = ConsistencyOf(statement),
        };
        if (QueryCapture.Current is { } capture)
        {
            capture.Add(entry);
            return;
        }

        foreach (var leg in entry.Legs)
        {
            _traffic.Count(leg.Shard);
        }

        _log.Add(entry);
    }

    private void AddLeg(Activity leg)
    {
        if (leg.Parent is { } statement && leg.GetTagItem("efshard.shard") is string shard)
        {
            var legs = _legs.GetValue(statement, _ => new StatementLegs());
            var rows = Number(leg, "db.response.returned_rows") ?? Number(leg, "efshard.rows.affected");
            var made = new QueryLeg(
                shard, Since(leg, statement), leg.Duration, rows, leg.GetTagItem("efshard.server") as string, leg.GetTagItem("efshard.step") as string);
            lock (legs) // legs run side by side
            {
                legs.Legs.Add(made);
                legs.Consistency ??= leg.GetTagItem("efshard.consistency") as string;
            }
        }
    }

    // The commit of a save is a part of it.
    private void MoveLegs(Activity commit, Activity save)
    {
        if (_legs.TryGetValue(commit, out var moved))
        {
            var legs = _legs.GetValue(save, _ => new StatementLegs());
            lock (legs)
            {
                legs.Legs.AddRange(moved.Legs.Select(leg => leg with { Start = leg.Start + Since(commit, save) }));
            }
        }
    }

    // A statement whose legs nobody has told of is its only leg.
    private IReadOnlyList<QueryLeg> LegsOf(Activity statement)
    {
        if (_legs.TryGetValue(statement, out var legs))
        {
            return [.. legs.Legs.OrderBy(leg => leg.Shard, StringComparer.Ordinal).ThenBy(leg => leg.Start)];
        }

        var shards = statement.GetTagItem("efshard.shards") as string ?? "";
        return [.. shards.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(shard => new QueryLeg(shard, TimeSpan.Zero, statement.Duration, null, null))];
    }

    private string? ConsistencyOf(Activity statement) => _legs.TryGetValue(statement, out var legs) ? legs.Consistency : null;

    private static TimeSpan Since(Activity part, Activity whole)
    {
        var time = part.StartTimeUtc - whole.StartTimeUtc;
        return time < TimeSpan.Zero ? TimeSpan.Zero : time;
    }

    private static long? Number(Activity activity, string tag)
        => activity.GetTagItem(tag) is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;

    private sealed class StatementLegs
    {
        public List<QueryLeg> Legs { get; } = [];

        public string? Consistency { get; set; }
    }
}
