using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace BlogApp.Diagnostics;

/// <summary>
/// Listens to the library's traces and writes them into the <see cref="QueryLog"/>: an activity for each statement, with
/// a child for each leg where there are several. OpenTelemetry gets the same by <c>AddSource("EfShard")</c>.
/// </summary>
internal sealed class QueryTracing : IDisposable
{
    private readonly QueryLog _log;
    private readonly IHttpContextAccessor _requests;
    private readonly ActivityListener _listener;
    private readonly ConditionalWeakTable<Activity, List<QueryLeg>> _legs = [];

    public QueryTracing(QueryLog log, IHttpContextAccessor requests)
    {
        _log = log;
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
            && !request.Request.Path.StartsWithSegments("/shards")
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
        else
        {
            var request = _requests.HttpContext!.Request;
            var plan = activity.GetTagItem("efshard.plan") as string ?? activity.OperationName;
            _log.Add(new QueryLogEntry($"{request.Method} {request.Path}", plan, LegsOf(activity), activity.Duration));
        }
    }

    private void AddLeg(Activity leg)
    {
        if (leg.Parent is { } statement && leg.GetTagItem("efshard.shard") is string shard)
        {
            var legs = _legs.GetValue(statement, _ => []);
            lock (legs) // legs run side by side
            {
                legs.Add(new QueryLeg(shard, leg.Duration));
            }
        }
    }

    // A statement of one shard has no children: it is its only leg.
    private IReadOnlyList<QueryLeg> LegsOf(Activity statement)
    {
        if (_legs.TryGetValue(statement, out var legs))
        {
            return [.. legs.OrderBy(leg => leg.Shard, StringComparer.Ordinal)];
        }

        var shards = statement.GetTagItem("efshard.shards") as string ?? "";
        return [.. shards.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(shard => new QueryLeg(shard, statement.Duration))];
    }
}
