using System.Data.Common;
using System.Runtime.ExceptionServices;

namespace EfShard.Execution.Replicas;

/// <summary>A question to a server that is asked on a worker thread, and waited for by any number of threads, all until the same moment.</summary>
/// <param name="limit">How long a server has for its answer.</param>
/// <param name="fail">Counts a failure of the server.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerQuestion(TimeSpan limit, Action fail, TimeProvider time)
{
    private readonly object _gate = new();
    private readonly long _made = time.GetTimestamp();
    private long _begun;
    private Exception? _failure;
    private bool _isEnded;
    private bool _isCounted;

    /// <summary>A worker has begun to ask.</summary>
    public void Begin() => Volatile.Write(ref _begun, time.GetTimestamp());

    /// <summary>The server has answered, or failed to.</summary>
    public void End(Exception? failure)
    {
        lock (_gate)
        {
            (_failure, _isEnded) = (failure, true);
            if (failure is not null && IsOfTheServer(failure))
            {
                CountOnce();
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for the answer until the server's time is over. One question that nobody answers is one failure, however many wait for it.</summary>
    /// <returns>Why the server gave no answer, if it did not.</returns>
    public Exception? Wait()
    {
        var begun = Volatile.Read(ref _begun);
        if (!EndsWithin(limit - time.GetElapsedTime(begun == 0 ? _made : begun)))
        {
            lock (_gate)
            {
                // One that no worker has come to says nothing about the server.
                if (Volatile.Read(ref _begun) != 0 && !_isEnded)
                {
                    CountOnce();
                }
            }

            return new TimeoutException($"The server has not answered within {limit.TotalSeconds:0} seconds.");
        }

        if (_failure is not null && !IsOfTheServer(_failure))
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        return _failure;
    }

    /// <summary>Waits for the answer, and takes it neither for good nor for bad if it does not come in time.</summary>
    public bool EndsWithin(TimeSpan wait)
    {
        var began = time.GetTimestamp();
        lock (_gate)
        {
            while (!_isEnded && wait - time.GetElapsedTime(began) is { Ticks: > 0 } left)
            {
                Monitor.Wait(_gate, left);
            }

            return _isEnded;
        }
    }

    /// <summary>Waits for all of several questions together.</summary>
    public static void EndWithin(IReadOnlyList<ServerQuestion> questions, TimeSpan wait, TimeProvider time)
    {
        var began = time.GetTimestamp();
        foreach (var question in questions)
        {
            question.EndsWithin(wait - time.GetElapsedTime(began));
        }
    }

    private static bool IsOfTheServer(Exception failure) => failure is DbException or TimeoutException or InvalidOperationException;

    private void CountOnce()
    {
        if (!_isCounted)
        {
            _isCounted = true;
            fail();
        }
    }
}
