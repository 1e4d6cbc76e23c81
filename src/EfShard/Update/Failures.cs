using System.Runtime.ExceptionServices;

namespace EfShard.Update;

/// <summary>Collects failures of steps that are all to be tried, whatever became of the others.</summary>
internal sealed class Failures
{
    private readonly List<Exception> _all = [];

    public IReadOnlyList<Exception> All => _all;

    public void Add(Exception failure) => _all.Add(failure);

    public void Try(Action step)
    {
        try
        {
            step();
        }
        catch (Exception failure)
        {
            _all.Add(failure);
        }
    }

    public async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            _all.Add(failure);
        }
    }

    /// <summary>Throws the first failure, as it was thrown, if there is one.</summary>
    public void ThrowFirst()
    {
        if (_all.Count > 0)
        {
            ExceptionDispatchInfo.Throw(_all[0]);
        }
    }
}
