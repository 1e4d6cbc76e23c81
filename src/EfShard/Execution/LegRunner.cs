using System.Runtime.ExceptionServices;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Execution;

/// <summary>
///     Runs one piece of work on each of several shards, side by side, and waits for all. The first failure cancels the others, names its
///     shard (<see cref="ShardingExceptionExtensions.ShardName" />) and is what the caller sees, once nothing runs any more.
/// </summary>
internal sealed class LegRunner(IShardConnections connections, DatabaseDialect dialect)
{
    /// <summary>
    ///     The worker threads of this process for providers that block: more would not make a disk faster, and every thread costs a stack.
    /// </summary>
    private static readonly SemaphoreSlim Workers = new(Math.Max(16, 4 * Environment.ProcessorCount));

    /// <summary>Runs synchronous work: here, and on worker threads.</summary>
    public void Run(IReadOnlyList<int> shards, Action<int> work)
    {
        var failure = new FirstFailure();
        var turns = new LegTurns(shards.Count);
        for (var worker = 1; worker < ParallelOf(shards); worker++)
        {
            _ = Task.Run(OnWorker);
        }

        TakeTurns(null);
        Task.WaitAll(turns.All);
        failure.Throw();

        void OnWorker()
        {
            if (turns.IsAnyLeft)
            {
                Workers.Wait();
                TakeTurns(Workers);
            }
        }

        void TakeTurns(SemaphoreSlim? held)
        {
            var wasLast = false;
            try
            {
                while (turns.TryTake(out var position))
                {
                    try
                    {
                        if (!failure.Happened)
                        {
                            work(position);
                        }
                    }
                    catch (Exception exception)
                    {
                        failure.Set(exception, connections.Topology.Shards[shards[position]]);
                    }
                    finally
                    {
                        wasLast = turns.Done();
                    }
                }
            }
            finally
            {
                Leave(turns, held, wasLast);
            }
        }
    }

    /// <summary>
    ///     Runs asynchronous work. A provider whose asynchronous methods block would run the legs one after the other: it gets worker threads, too. Where interceptors are
    ///     called none of it is done on the caller's thread: one leg's may wait for what the caller does next, and another leg, called without a way to wait, blocks its
    ///     thread until that has had its turn.
    /// </summary>
    /// <param name="shards">The shards.</param>
    /// <param name="work">The work on the shard at a position.</param>
    /// <param name="cancellationToken">Cancels all of it.</param>
    /// <param name="apart">Whether the work takes long before it waits for the first time, so that a thread for each leg is worth its price.</param>
    public async Task RunAsync(IReadOnlyList<int> shards, Func<int, CancellationToken, Task> work, CancellationToken cancellationToken, bool apart = false)
    {
        var failure = new FirstFailure();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var turns = new LegTurns(shards.Count);
        var parallel = ParallelOf(shards);
        var isHere = parallel < 2 || !connections.HasInterceptors;
        for (var other = isHere ? 1 : 0; other < parallel; other++)
        {
            // In the place of the caller's thread one more may always run: an interceptor that asks other shards itself must not wait for the permits of its own legs.
            _ = dialect.IsBlocking && other > 0 ? Task.Run(OnWorkerAsync, CancellationToken.None)
                : isHere && !apart ? TakeTurnsAsync(null)
                : Task.Run(() => TakeTurnsAsync(null), CancellationToken.None);
        }

        if (isHere)
        {
            await TakeTurnsAsync(null).ConfigureAwait(false);
        }

        await turns.All.ConfigureAwait(false);
        failure.Throw();

        async Task OnWorkerAsync()
        {
            if (turns.IsAnyLeft)
            {
                await Workers.WaitAsync(CancellationToken.None).ConfigureAwait(false);
                await TakeTurnsAsync(Workers).ConfigureAwait(false);
            }
        }

        async Task TakeTurnsAsync(SemaphoreSlim? held)
        {
            var wasLast = false;
            try
            {
                while (turns.TryTake(out var position))
                {
                    try
                    {
                        stop.Token.ThrowIfCancellationRequested();
                        await work(position, stop.Token).ConfigureAwait(false);
                    }
                    catch (Exception exception)
                    {
                        failure.Set(exception, connections.Topology.Shards[shards[position]]);

                        // What is done on being cancelled may fail, too: the caller sees what failed first.
                        await stop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    }
                    finally
                    {
                        wasLast = turns.Done();
                    }
                }
            }
            finally
            {
                Leave(turns, held, wasLast);
            }
        }
    }

    /// <summary>A thread takes no more turns: it gives back what it holds before it wakes the caller, who may go on where the last leg ended.</summary>
    private static void Leave(LegTurns turns, SemaphoreSlim? held, bool wasLast)
    {
        held?.Release();
        if (wasLast)
        {
            turns.End();
        }
    }

    /// <summary>How many legs run side by side. Shards on one connection take their turns.</summary>
    private int ParallelOf(IReadOnlyList<int> shards)
        => connections.AreAttached ? 1 : Math.Min(shards.Count, connections.Topology.MaxParallelShards);

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
