using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace EfShard.Testing;

/// <summary>
///     Fails a test whose code asks more shards in one statement than it may: <c>using (ScatterBudget.AtMost(1)) { ... }</c>. Counts the
///     queries and the bulk statements of the code inside, on any database, once their rows have been read; saves, and code that runs beside
///     it, do not count.
/// </summary>
public sealed class ScatterBudget : IDisposable
{
    private static readonly AsyncLocal<ScatterBudget?> Current = new();

    private readonly ScatterBudget? _outer;
    private readonly int _most;
    private readonly ActivityListener _listener;
    private readonly ConditionalWeakTable<Activity, object> _mine = [];
    private readonly List<string> _over = [];
    private bool _isDisposed;

    private ScatterBudget(int most)
    {
        _most = most;
        _outer = Current.Value;
        Current.Value = this;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "EfShard",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => IsCounting() ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStarted = Begin,
            ActivityStopped = End,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The plans of the statements that asked too many shards so far.</summary>
    public IReadOnlyList<string> Overruns
    {
        get
        {
            lock (_over)
            {
                return [.. _over];
            }
        }
    }

    /// <summary>Begins to count. Budgets may be nested; each counts for itself.</summary>
    /// <param name="shards">How many shards a statement may ask, at least 0.</param>
    /// <returns>The budget; dispose of it in the same method, at the end of the code that it is for.</returns>
    public static ScatterBudget AtMost(int shards)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shards);
        return new ScatterBudget(shards);
    }

    /// <summary>Ends the counting.</summary>
    /// <exception cref="ScatterBudgetException">A statement asked more shards.</exception>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Current.Value = _outer;
        _listener.Dispose();
        if (Overruns is { Count: > 0 } overruns)
        {
            throw new ScatterBudgetException(_most, overruns);
        }
    }

    private bool IsCounting()
    {
        for (var budget = Current.Value; budget is not null; budget = budget._outer)
        {
            if (budget == this)
            {
                return true;
            }
        }

        return false;
    }

    private void Begin(Activity activity)
    {
        if (activity.OperationName == "EfShard.Statement" && IsCounting())
        {
            _mine.AddOrUpdate(activity, this);
        }
    }

    // Whichever thread reads the last row ends the activity.
    private void End(Activity activity)
    {
        if (_mine.Remove(activity)
            && activity.GetTagItem("efshard.shards") is string shards
            && shards.Split(',', StringSplitOptions.RemoveEmptyEntries).Length > _most)
        {
            lock (_over)
            {
                _over.Add(activity.GetTagItem("efshard.plan") as string ?? shards);
            }
        }
    }
}
