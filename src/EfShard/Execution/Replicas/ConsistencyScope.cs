namespace EfShard.Execution.Replicas;

/// <summary>Sets a context's consistency until disposed.</summary>
internal sealed class ConsistencyScope : IDisposable
{
    private readonly ReadingScope _scope;
    private readonly Consistency? _outer;
    private bool _isDisposed;

    public ConsistencyScope(ReadingScope scope, Consistency consistency)
    {
        _scope = scope;
        _outer = scope.Scoped;
        scope.Scoped = consistency;
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;

            // A pooled context's next lease has a scope of its own: this one is not its.
            _scope.Scoped = _outer;
        }
    }
}
