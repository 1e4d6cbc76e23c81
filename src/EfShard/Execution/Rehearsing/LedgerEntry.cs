namespace EfShard.Execution.Rehearsing;

/// <summary>The executions of one distinct statement or save, and the costliest of them. Executions side by side note themselves.</summary>
internal sealed class LedgerEntry
{
    private readonly object _lock = new();
    private DryRunTier _tier;
    private int _maxShards;
    private long _executions;
    private string? _error;
    private string _plan = "";
    private GatherSample? _sample;

    /// <summary>Notes an execution.</summary>
    /// <param name="rehearsal">What would come of it.</param>
    /// <param name="plan">Prints how it would be done; asked only where it is the costliest so far.</param>
    /// <param name="sample">The execution, if it would be gathered.</param>
    public void Add(Rehearsal rehearsal, Func<string>? plan = null, GatherSample? sample = null)
    {
        lock (_lock)
        {
            if (_executions++ == 0 || rehearsal.Tier > _tier)
            {
                (_tier, _error) = (rehearsal.Tier, rehearsal.Error);
                _plan = plan?.Invoke() ?? "";
            }

            _maxShards = Math.Max(_maxShards, rehearsal.Shards);
            _sample = sample ?? _sample;
        }
    }

    /// <summary>What is noted so far.</summary>
    public (DryRunTier Tier, int MaxShards, long Executions, string? Error, string Plan, GatherSample? Sample) Read()
    {
        lock (_lock)
        {
            return (_tier, _maxShards, _executions, _error, _plan, _tier is DryRunTier.Gathered ? _sample : null);
        }
    }
}
