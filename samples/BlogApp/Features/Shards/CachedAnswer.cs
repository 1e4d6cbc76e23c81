namespace BlogApp.Features.Shards;

/// <summary>An answer that is found once for all who ask within a while.</summary>
internal abstract class CachedAnswer<T>(TimeProvider clock, TimeSpan lifetime)
    where T : class
{
    private readonly SemaphoreSlim _gate = new(1);
    private T? _answer;
    private long _found;

    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_answer is null || clock.GetElapsedTime(_found) > lifetime)
            {
                _answer = await FindAsync(cancellationToken);
                _found = clock.GetTimestamp();
            }

            return _answer;
        }
        finally
        {
            _gate.Release();
        }
    }

    protected abstract Task<T> FindAsync(CancellationToken cancellationToken);
}
