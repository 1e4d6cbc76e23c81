using EfShard.Topology;

namespace EfShard.Execution.Replicas;

/// <summary>
///     Asks the servers of a topology again and again, off the path of any query: positions, lag, health, and who is the primary. Runs while
///     the shards are in use, and ends when they have not been for a while.
/// </summary>
internal sealed class WatchLoop(ReplicaWatch watch)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private long _lastUse;
    private bool _isRunning;
    private TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsRunning => Volatile.Read(ref _isRunning);

    private TimeProvider Time => watch.Options.Time;

    /// <summary>The shards are in use.</summary>
    public void Touch()
    {
        Volatile.Write(ref _lastUse, Time.GetTimestamp());
        if (IsRunning)
        {
            return;
        }

        lock (_gate)
        {
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(RunAsync);
        }
    }

    /// <summary>Asks now.</summary>
    public void Hurry() => Volatile.Read(ref _hurry).TrySetResult();

    private async Task RunAsync()
    {
        try
        {
            await WatchAsync().ConfigureAwait(false);
        }
        finally
        {
            // Somebody may be promoted from now on, and a connection to the former primary still lie in a pool: who comes next asks first. In this order: one who
            // comes in between begins to watch again.
            Volatile.Write(ref _isRunning, false);
            foreach (var node in watch.Topology.Shards)
            {
                node.Servers?.Unwatched();
            }
        }
    }

    private async Task WatchAsync()
    {
        var lastHealth = Time.GetTimestamp();
        while (watch.Options.Failover is FailoverMode.Promote || Time.GetElapsedTime(Volatile.Read(ref _lastUse)) < Idle)
        {
            var hurry = Volatile.Read(ref _hurry).Task;
            using (var pause = new CancellationTokenSource())
            {
                await Task.WhenAny(hurry, Task.Delay(watch.Options.LagInterval, Time, pause.Token)).ConfigureAwait(false);
                await pause.CancelAsync().ConfigureAwait(false);
            }

            if (hurry.IsCompleted)
            {
                Volatile.Write(ref _hurry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            // Servers that are down are asked at the slower pace, unless somebody has just found one gone.
            var all = hurry.IsCompleted || Time.GetElapsedTime(lastHealth) >= watch.Options.HealthInterval;
            lastHealth = all ? Time.GetTimestamp() : lastHealth;
            await Task.WhenAll(watch.Topology.Attached.Where(s => s.Servers is not null).Select(s => WatchAsync(s, all))).ConfigureAwait(false);
        }
    }

    private async Task WatchAsync(ShardNode node, bool all)
    {
        var servers = node.Servers!;
        await Task.WhenAll(servers.Current.Servers
            .Where(s => all || s.Failures < watch.Options.HealthFailures)
            .Select(s => watch.FindProbe(s)?.AskTogetherAsync() ?? Task.FromResult<Exception?>(null))).ConfigureAwait(false);
        foreach (var server in servers.Current.Servers)
        {
            LagMeter.Measure(servers, server);
            watch.Log?.Lag(server);
        }

        watch.PromotionOf(node)?.Consider();
    }
}
