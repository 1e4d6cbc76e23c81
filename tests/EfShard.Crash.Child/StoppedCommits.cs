using EfShard.Commit;

namespace EfShard.Crash.Child;

/// <summary>Commits that are on their way when their process is killed, many at a time.</summary>
public static class StoppedCommits
{
    private static readonly CommitStep[] Steps
        = [CommitStep.Recorded, CommitStep.Prepared, CommitStep.Deciding, CommitStep.Decided, CommitStep.Completing, CommitStep.Completed];

    /// <summary>
    ///     Books 1 on three accounts again and again, at the same time, each time on three others; the nth stops at the nth of the steps. When it has, there is a line: its id,
    ///     and whether it is decided.
    /// </summary>
    public static async Task LeaveAsync(IReadOnlyList<string> shards, int count)
    {
        // Each holds a thread, or two.
        ThreadPool.SetMinThreads(4 * count, 4 * count);
        await Task.WhenAll(Enumerable.Range(0, count).Select(n => Task.Run(() => StopAsync(shards, n))));
    }

    private static async Task StopAsync(IReadOnlyList<string> shards, int n)
    {
        var (id, step, stopped, completing) = (Guid.NewGuid(), Steps[n % Steps.Length], 0, 0);
        CommitRules.AtOwnStep = (reached, _) =>
        {
            // Where one other is to have committed, the second has not.
            if (reached == step || (reached is CommitStep.Completing && step is CommitStep.Completed && Interlocked.Increment(ref completing) == 2))
            {
                if (reached == step && Interlocked.Exchange(ref stopped, 1) == 0)
                {
                    Console.WriteLine($"stopped {id} {step > CommitStep.Deciding}");
                }

                Thread.Sleep(Timeout.Infinite);
            }
        };
        await using var context = LedgerContext.Over(shards);
        await Teller.BookAsync(context, id, (3 * n, 1), ((3 * n) + 1, 1), ((3 * n) + 2, 1));
    }
}
