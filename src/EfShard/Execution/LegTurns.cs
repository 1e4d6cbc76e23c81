namespace EfShard.Execution;

/// <summary>
///     The legs of a fan-out that wait for a thread, and how many still run. The caller's thread and those that come to its help take one after
///     the other: short legs are done before a second thread has woken up, and a leg that waits for a disk keeps only its own thread.
/// </summary>
internal sealed class LegTurns
{
    private readonly TaskCompletionSource _all = new();
    private readonly int _count;
    private int _taken;
    private int _running;

    public LegTurns(int count)
    {
        (_count, _running) = (count, count);
        if (count == 0)
        {
            End();
        }
    }

    /// <summary>Whether a leg has not been taken yet. Threads that come too late find none, and touch nothing else.</summary>
    public bool IsAnyLeft => Volatile.Read(ref _taken) < _count;

    /// <summary>Completes when every leg is done, and whoever did the last has said so by <see cref="End" />.</summary>
    public Task All => _all.Task;

    /// <summary>Takes the next leg.</summary>
    public bool TryTake(out int position)
    {
        position = Interlocked.Increment(ref _taken) - 1;
        return position < _count;
    }

    /// <summary>A leg that was taken is done.</summary>
    /// <returns>Whether it was the last of all: then <see cref="End" /> is to be called.</returns>
    public bool Done() => Interlocked.Decrement(ref _running) == 0;

    /// <summary>Completes <see cref="All" />. Whoever waits for it goes on here, so that nothing may be held any more.</summary>
    public void End() => _all.SetResult();
}
