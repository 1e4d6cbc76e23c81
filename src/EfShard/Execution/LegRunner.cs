using System.Runtime.ExceptionServices;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Execution;

/// <summary>
///     Runs one piece of work on each of several shards, side by side, and waits for all. The first failure cancels the others, names its
///     shard (<see cref="ShardingExceptionExtensions.ShardName" />) and is what the caller sees, once nothing runs any more. Shards on one connection
///     take their turns.
/// </summary>
internal sealed class LegRunner(IShardConnections connections, DatabaseDialect dialect)
{
    /// <summary>
    ///     The worker threads of this process for providers that block: more would not make a disk faster, and every thread costs a stack.
    /// </summary>
    private static readonly SemaphoreSlim Workers = new(Math.Max(16, 4 * Environment.ProcessorCount));

    /// <summary>Runs synchronous work here and on worker threads: whoever is done takes the next leg.</summary>
    public void Run(IReadOnlyList<int> shards, Action<int> work)
    {
        var failure = new FirstFailure();
        if (connections.AreAttached)
        {
            for (var leg = 0; leg < shards.Count; leg++)
            {
                Guarded(leg);
            }

            failure.Throw();
            return;
        }

        var next = -1;
        var tasks = new Task[Math.Min(connections.Topology.MaxParallelShards, shards.Count) - 1];
        for (var worker = 0; worker < tasks.Length; worker++)
        {
            tasks[worker] = Task.Run(OnWorker);
        }

        TakeTurns();
        Task.WaitAll(tasks);
        failure.Throw();

        void OnWorker()
        {
            Workers.Wait();
            try
            {
                TakeTurns();
            }
            finally
            {
                Workers.Release();
            }
        }

        void TakeTurns()
        {
            for (var leg = Interlocked.Increment(ref next); leg < shards.Count; leg = Interlocked.Increment(ref next))
            {
                Guarded(leg);
            }
        }

        void Guarded(int position)
        {
            if (failure.Happened)
            {
                return;
            }

            try
            {
                work(position);
            }
            catch (Exception exception)
            {
                failure.Set(exception, connections.Topology.Shards[shards[position]]);
            }
        }
    }

    /// <summary>Runs asynchronous work; on worker threads where the provider's asynchronous methods block.</summary>
    public async Task RunAsync(IReadOnlyList<int> shards, Func<int, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var failure = new FirstFailure();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parallel = connections.AreAttached ? 1 : connections.Topology.MaxParallelShards;
        using var throttle = shards.Count > parallel ? new SemaphoreSlim(parallel) : null;
        var tasks = new Task[shards.Count];
        for (var leg = 0; leg < tasks.Length; leg++)
        {
            tasks[leg] = GuardedAsync(leg);
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
        failure.Throw();

        async Task GuardedAsync(int position)
        {
            var entered = false;
            try
            {
                if (throttle is not null)
                {
                    await throttle.WaitAsync(stop.Token).ConfigureAwait(false);
                    entered = true;
                }

                await (dialect.IsBlocking ? OnWorkerAsync(position) : work(position, stop.Token)).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failure.Set(exception, connections.Topology.Shards[shards[position]]);
                await stop.CancelAsync().ConfigureAwait(false);
            }
            finally
            {
                if (entered)
                {
                    throttle!.Release();
                }
            }
        }

        async Task OnWorkerAsync(int position)
        {
            await Workers.WaitAsync(stop.Token).ConfigureAwait(false);
            try
            {
                await Task.Run(() => work(position, stop.Token), stop.Token).ConfigureAwait(false);
            }
            finally
            {
                Workers.Release();
            }
        }
    }

    private sealed class FirstFailure
    {
        private ExceptionDispatchInfo? _first;

        public bool Happened => Volatile.Read(ref _first) is not null;

        public void Set(Exception exception, ShardNode shard)
        {
            if (Interlocked.CompareExchange(ref _first, ExceptionDispatchInfo.Capture(exception), null) is null)
            {
                exception.Data[ShardingExceptionExtensions.DataKey] = shard.Name;
            }
        }

        public void Throw() => _first?.Throw();
    }
}
