using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace BlogApp.Diagnostics;

/// <summary>
/// Listens to the library's traces and writes them into the <see cref="QueryLog"/>: an activity for each statement, with
/// a child for each leg where there are several. OpenTelemetry gets the same by <c>AddSource("EfShard")</c>.
/// </summary>
internal sealed class QueryTracing : IDisposable
{
    private readonly QueryLog _log;
    private readonly ShardTraffic _traffic;
    private readonly IHttpContextAccessor _requests;
    private readonly ActivityListener _listener;
    private readonly ConditionalWeakTable<Activity, List<QueryLeg>> _legs = [];

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

        if (activity.OperationName == "EfShard.Leg")
        {
            AddLeg(activity);
        }
        else if (activity.OperationName == "EfShard.Statement")
        {
            Add(activity);
        }
    }

    private void Add(Activity statement)
    {
        var request = _requests.HttpContext!.Request;
        var entry = new QueryLogEntry(
            $"{request.Method} {request.Path}", statement.GetTagItem("efshard.plan") as string ?? statement.OperationName, LegsOf(statement), statement.Duration)
        {
            Rows = Number(statement, "db.response.returned_rows"),
            GatheredRows = Number(statement, "efshard.gathered.rows"),
            GatheredBytes = Number(statement, "efshard.gathered.bytes"),
            Consistency = statement.GetTagItem("efshard.consistency") as string,
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
            var legs = _legs.GetValue(statement, _ => []);
            var start = leg.StartTimeUtc - statement.StartTimeUtc;
            lock (legs) // legs run side by side
            {
                legs.Add(new QueryLeg(
                    shard, start < TimeSpan.Zero ? TimeSpan.Zero : start, leg.Duration, Number(leg, "db.response.returned_rows"), Server(leg)));
            }
        }
    }

    // A statement of one shard has no children: it is its only leg.
    private IReadOnlyList<QueryLeg> LegsOf(Activity statement)
    {
        if (_legs.TryGetValue(statement, out var legs))
        {
            return [.. legs.OrderBy(leg => leg.Shard, StringComparer.Ordinal).ThenBy(leg => leg.Start)];
        }

        var shards = statement.GetTagItem("efshard.shards") as string ?? "";
        return
        [
            .. shards.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(shard => new QueryLeg(shard, TimeSpan.Zero, statement.Duration, Number(statement, "db.response.returned_rows"), Server(statement))),
        ];
    }

    private static string? Server(Activity activity) => activity.GetTagItem("efshard.server") as string;

    private static long? Number(Activity activity, string tag)
        => activity.GetTagItem(tag) is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
}
