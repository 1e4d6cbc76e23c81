namespace EfShard.Execution;

/// <summary>Pins a context to a shard until disposed.</summary>
internal sealed class PinScope : IDisposable
{
    private readonly ShardPin _pin;
    private readonly int? _outer;
    private readonly bool _wasNamed;
    private readonly int _lease;
    private bool _isDisposed;

    public PinScope(ShardPin pin, int shard)
    {
        _pin = pin;
        _outer = pin.Shard;
        _wasNamed = pin.IsNamed;
        _lease = pin.Lease;
        (pin.Shard, pin.IsNamed) = (shard, true);
    }

    public void Dispose()
    {
        // A scope that outlives its context must not pin whoever leases the pooled context next.
        if (!_isDisposed && _lease == _pin.Lease)
        {
            (_pin.Shard, _pin.IsNamed) = (_outer, _wasNamed);
        }

        _isDisposed = true;
    }
}
