namespace EfShard.Execution.Gathering;

/// <summary>
///     Remembers what came of sending a statement's rows the last times. Where that could not be done, twice in a row, they are not read again each time only to be dropped: it is tried
///     less and less often. It decides only what is tried first: where a gather can't answer, they are read all the same. Executions that meet may count wrongly.
/// </summary>
internal sealed class BroadcastTrials
{
    private const int MostToSkip = 64;

    private volatile int _failures;
    private volatile int _toSkip;
    private volatile bool _hasTooMany;

    /// <summary>Whether there were too many rows the last time.</summary>
    public bool HasTooMany => _hasTooMany;

    /// <summary>Whether to try it this time.</summary>
    public bool IsDue()
    {
        if (_toSkip <= 0)
        {
            return true;
        }

        _toSkip--;
        return false;
    }

    /// <summary>Notes what came of a try.</summary>
    public void Note(BroadcastOutcome outcome)
    {
        _hasTooMany = outcome is BroadcastOutcome.TooMany;
        _failures = outcome is BroadcastOutcome.Few ? 0 : Math.Min(_failures + 1, 30);
        _toSkip = _failures < 2 ? 0 : Math.Min(1 << (_failures - 1), MostToSkip);
    }
}
