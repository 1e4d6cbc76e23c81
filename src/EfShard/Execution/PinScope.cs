namespace EfShard.Execution;

/// <summary>Pins a context to a shard until disposed.</summary>
internal sealed class PinScope : IDisposable
{
    private readonly ShardPin _pin;
    private readonly int? _outer;
    private readonly int _lease;
    private bool _isDisposed;

    public PinScope(ShardPin pin, int shard)
    {
        _pin = pin;
        _outer = pin.Shard;
        _lease = pin.Lease;
        pin.Shard = shard;
    }

    public void Dispose()
    {
        // A scope that outlives its context must not pin whoever leases the pooled context next.
        if (!_isDisposed && _lease == _pin.Lease)
        {
            _pin.Shard = _outer;
        }

        _isDisposed = true;
    }
}
