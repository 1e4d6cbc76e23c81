using System.Collections.Concurrent;
using System.Diagnostics;

namespace EfShard.Tests.Diagnostics;

/// <summary>The activities that end while it lives, of the flow of control that made it; those of other tests are none of them.</summary>
public sealed class Traces : IDisposable
{
    private static readonly AsyncLocal<Traces?> Mine = new();

    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ConcurrentDictionary<Activity, bool> _started = new();
    private readonly ActivityListener _listener;

    public Traces()
    {
        Mine.Value = this;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "EfShard",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => Mine.Value == this ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            // Told of what any listener wants, another test's too.
            ActivityStarted = activity =>
            {
                if (Mine.Value == this)
                {
                    _started[activity] = true;
                }
            },
            ActivityStopped = activity =>
            {
                if (_started.TryRemove(activity, out _))
                {
                    _ended.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>How many have begun and not ended.</summary>
    public int Open => _started.Count;

    public IReadOnlyList<Activity> Of(string name) => [.. _ended.Where(a => a.OperationName == name)];

    public IReadOnlyList<Activity> LegsOf(Activity parent) => [.. _ended.Where(a => a.OperationName == "EfShard.Leg" && a.Parent == parent).OrderBy(Shard, StringComparer.Ordinal)];

    public static string Shard(Activity leg) => (string)leg.GetTagItem("efshard.shard")!;

    public void Dispose()
    {
        _listener.Dispose();
        Mine.Value = null;
    }
}
