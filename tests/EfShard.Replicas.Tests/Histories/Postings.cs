using System.Collections.Concurrent;
using System.Data.Common;
using EfShard.Replicas.Tests.Rig;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Replicas.Tests.Histories;

/// <summary>Writers that insert rows, each row once, and what they were told of each: a row that is lost can't hide behind a later one.</summary>
public sealed class Postings(DbContextOptions<BankContext> options, int accounts)
{
    private readonly ConcurrentQueue<long> _acknowledged = new();
    private readonly ConcurrentQueue<(long Id, Exception Exception)> _failed = new();
    private long _last;

    /// <summary>How many rows have been acknowledged.</summary>
    public int Count => _acknowledged.Count;

    /// <summary>How many inserts have failed.</summary>
    public int Failures => _failed.Count;

    /// <summary>Failures that do not say what became of the write.</summary>
    public IReadOnlyList<Exception> Untold => [.. _failed.Where(f => f.Exception.WriteOutcome() is null).Select(f => f.Exception)];

    /// <summary>Writes until stopped; every second writer with the synchronous methods.</summary>
    public Task RunAsync(int writers, CancellationToken stop)
        => Task.WhenAll(Enumerable.Range(0, writers).Select(i => Task.Factory.StartNew(
            () => WriteAsync(isAsync: i % 2 == 0, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

    /// <summary>What was told and is not so: rows that were acknowledged and are missing, or were said not to be there and are.</summary>
    public async Task<IReadOnlyList<string>> LiesAsync()
    {
        await using var context = new BankContext(options);
        var there = (await context.Entries.WithConsistency(Consistency.Strong).Select(e => e.Id).ToListAsync()).ToHashSet();
        return
        [
            .. _acknowledged.Where(id => !there.Contains(id)).Select(id => $"{id} was acknowledged, and is lost"),
            .. _failed.Where(f => f.Exception.WriteOutcome() is WriteOutcome.NotSent or WriteOutcome.RolledBack && there.Contains(f.Id))
                .Select(f => $"{f.Id} is there, and was {f.Exception.WriteOutcome()}"),
        ];
    }

    private async Task WriteAsync(bool isAsync, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var id = Interlocked.Increment(ref _last);
            try
            {
                await using var context = new BankContext(options);
                context.Add(new Entry { Id = id, AccountId = 1 + (id % accounts) });
                if (isAsync)
                {
                    await context.SaveChangesAsync(CancellationToken.None);
                }
                else
                {
                    context.SaveChanges();
                }

                _acknowledged.Enqueue(id);
            }
            catch (Exception exception) when (exception is DbException or DbUpdateException || exception.InnerException is DbException or DbUpdateException)
            {
                // The provider wraps what a retry strategy would try again.
                _failed.Enqueue((id, exception));
            }
        }
    }
}
