namespace EfShard.Execution.Replicas;

/// <summary>
///     A few threads for work that blocks and that somebody waits for with a limit. Not the pool's: where requests block, they have all of its threads, and
///     would wait for work that gets none.
/// </summary>
internal sealed class WorkerThreads(string name, int most)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly Queue<Action> _waiting = new();
    private int _threads;
    private int _idle;

    /// <summary>How many there are at the moment.</summary>
    public int Count => Volatile.Read(ref _threads);

    /// <summary>Has work done, as soon as a thread is free.</summary>
    /// <param name="work">Throws nothing.</param>
    public void Run(Action work)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(work);
            if (_waiting.Count > _idle && _threads < most)
            {
                _threads++;
                new Thread(Work) { IsBackground = true, Name = name }.UnsafeStart();
            }
            else
            {
                Monitor.Pulse(_waiting);
            }
        }
    }

    private void Work()
    {
        while (Take() is { } work)
        {
            work();
        }
    }

    private Action? Take()
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0)
            {
                _idle++;
                var isWoken = Monitor.Wait(_waiting, Idle);
                _idle--;
                if (!isWoken && _waiting.Count == 0)
                {
                    _threads--;
                    return null;
                }
            }

            return _waiting.Dequeue();
        }
    }
}
