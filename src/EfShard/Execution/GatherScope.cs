namespace EfShard.Execution;

/// <summary>Sets a context's policy for gathering until disposed.</summary>
internal sealed class GatherScope : IDisposable
{
    private readonly ShardPin _pin;
    private readonly GatherPolicy? _outer;
    private readonly int _lease;
    private bool _isDisposed;

    public GatherScope(ShardPin pin, GatherPolicy policy)
    {
        _pin = pin;
        _outer = pin.Gather;
        _lease = pin.Lease;
        pin.Gather = policy;
    }

    public void Dispose()
    {
        if (!_isDisposed && _lease == _pin.Lease)
        {
            _pin.Gather = _outer;
        }

        _isDisposed = true;
    }
}
