using System.Collections.Concurrent;
using System.Data.Common;
using EfShard.Execution;
using EfShard.Providers;
using EfShard.Providers.Npgsql;
using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Tests.Execution;

/// <summary>On which threads asynchronous legs run.</summary>
public sealed class LegRunnerTests : IDisposable
{
    private readonly FourShards _shards = new();

    public void Dispose() => _shards.Dispose();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Where_interceptors_are_called_no_leg_runs_on_the_callers_thread(string provider)
    {
        var (caller, threads) = await RunAsync(provider, hasInterceptors: true);
        Assert.Equal(4, threads.Count);
        Assert.DoesNotContain(caller, threads);
    }

    [Fact]
    public async Task Without_interceptors_legs_that_do_not_block_are_begun_by_the_caller()
    {
        var (caller, threads) = await RunAsync("postgresql", hasInterceptors: false);
        Assert.Equal([caller, caller, caller, caller], threads);
    }

    [Fact]
    public async Task A_query_returns_to_its_caller_while_an_interceptor_of_one_leg_waits_for_what_the_caller_does_next()
    {
        _shards.Fill(8);
        var held = new HeldShard("s2");
        var options = _shards.Options(null, held);
        await Task.Run(async () =>
        {
            for (var round = 0; round < 50; round++)
            {
                await using var context = new NotesContext(options);
                held.Hold();
                var query = context.Notes.ToListAsync();
                held.Release();
                Assert.Equal(16, (await query).Count);
            }
        }).WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Legs_that_ask_shards_themselves_do_not_wait_for_the_permits_of_each_other()
    {
        // More statements than there are worker permits, each of whose legs goes on when as many run.
        var statements = Math.Max(16, 4 * Environment.ProcessorCount) + 4;
        var running = 0;
        var allRun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runner = new LegRunner(new NotedConnections(NotedConnections.Shards(4)) { HasInterceptors = true }, new SqliteDialect());
        var asked = 0;

        await Task.WhenAll(Enumerable.Range(0, statements).Select(_ => runner.RunAsync(
            [0, 1, 2, 3],
            async (_, _) =>
            {
                if (Interlocked.Increment(ref running) == statements)
                {
                    allRun.SetResult();
                }

                await allRun.Task;
                await runner.RunAsync(
                    [0, 1],
                    (_, _) =>
                    {
                        Interlocked.Increment(ref asked);
                        return Task.CompletedTask;
                    },
                    CancellationToken.None);
            },
            CancellationToken.None))).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(statements * 4 * 2, asked);
    }

    /// <summary>Runs four legs, each of which waits until the call has returned.</summary>
    private static async Task<(int Caller, ConcurrentQueue<int> Threads)> RunAsync(string provider, bool hasInterceptors)
    {
        DatabaseDialect dialect = provider == "sqlite" ? new SqliteDialect() : new NpgsqlDialect();
        var runner = new LegRunner(new NotedConnections(NotedConnections.Shards(4)) { HasInterceptors = hasInterceptors }, dialect);
        var threads = new ConcurrentQueue<int>();
        var returned = new TaskCompletionSource();
        var running = Task.CompletedTask;

        // A thread of its own, so that no leg can come to run on it by chance.
        var caller = new Thread(() => running = runner.RunAsync(
            [0, 1, 2, 3],
            async (_, _) =>
            {
                threads.Enqueue(Environment.CurrentManagedThreadId);
                await returned.Task;
            },
            CancellationToken.None));
        caller.Start();
        caller.Join();
        returned.SetResult();
        await running;
        return (caller.ManagedThreadId, threads);
    }

    /// <summary>Its shard's leg waits, once it has its turn, until it is released.</summary>
    private sealed class HeldShard(string shard) : DbCommandInterceptor
    {
        private TaskCompletionSource _released = new();

        public void Hold() => _released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.SetResult();

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (command.Connection!.DataSource.Contains(shard, StringComparison.Ordinal))
            {
                await _released.Task;
            }

            return result;
        }
    }
}
