using EfShard.Topology;

namespace EfShard.Execution;

/// <summary>
///     A context's permits for the legs of one statement: all are taken before the first leg runs, in the order of the shards, and wait here for whichever of the
///     context's connections to a shard is opened. Legs that took them side by side would take them in any order, and statements that hold each other's next permit
///     wait for ever (docs/connections.md).
/// </summary>
internal sealed class LegPermits(ShardTopology topology, IShardGate gate)
{
    // At each shard's place whether a permit for it waits to be used. Also what is locked: made before legs run side by side.
    private bool[]? _waiting;
    private int _openings;

    /// <summary>Takes permits, until the result is disposed: what no connection uses by then is given back.</summary>
    /// <param name="shards">The shards to which a connection may be opened meanwhile.</param>
    /// <exception cref="TimeoutException">One did not come free in time; none is held then.</exception>
    public Scope Take(IEnumerable<int> shards)
    {
        if (IsOutermost())
        {
            try
            {
                foreach (var shard in shards.Distinct().Order())
                {
                    gate.Enter(topology.Shards[shard]);
                    Put(shard);
                }
            }
            catch
            {
                End();
                throw;
            }
        }

        return new Scope(this);
    }

    /// <inheritdoc cref="Take" />
    public async ValueTask<Scope> TakeAsync(IEnumerable<int> shards, CancellationToken cancellationToken)
    {
        if (IsOutermost())
        {
            try
            {
                foreach (var shard in shards.Distinct().Order())
                {
                    await gate.EnterAsync(topology.Shards[shard], cancellationToken).ConfigureAwait(false);
                    Put(shard);
                }
            }
            catch
            {
                End();
                throw;
            }
        }

        return new Scope(this);
    }

    /// <summary>Hands out the permit that waits for a shard, if there is one.</summary>
    public bool TryUse(ShardNode shard)
    {
        if (_waiting is not { } waiting)
        {
            return false;
        }

        lock (waiting)
        {
            var isThere = waiting[shard.Index];
            waiting[shard.Index] = false;
            return isThere;
        }
    }

    /// <summary>Takes a permit back while legs are being opened: a leg that has lost a server opens another, and must not queue for it behind others.</summary>
    /// <returns>Whether it is kept; else the caller gives it back to the process.</returns>
    public bool TryKeep(ShardNode shard)
    {
        if (_waiting is not { } waiting)
        {
            return false;
        }

        lock (waiting)
        {
            return _openings > 0 && !waiting[shard.Index] && (waiting[shard.Index] = true);
        }
    }

    /// <summary>A statement that an interceptor of a leg runs on the same context finds permits taken, and takes what it needs beyond them as it goes.</summary>
    private bool IsOutermost()
    {
        var waiting = _waiting ??= new bool[topology.Shards.Count];
        lock (waiting)
        {
            return ++_openings == 1;
        }
    }

    private void Put(int shard)
    {
        lock (_waiting!)
        {
            _waiting[shard] = true;
        }
    }

    private void End()
    {
        lock (_waiting!)
        {
            if (--_openings > 0)
            {
                return;
            }

            for (var shard = 0; shard < _waiting.Length; shard++)
            {
                if (_waiting[shard])
                {
                    _waiting[shard] = false;
                    gate.Leave(topology.Shards[shard]);
                }
            }
        }
    }

    /// <summary>While it is not disposed, legs are being opened.</summary>
    public readonly struct Scope(LegPermits permits) : IDisposable
    {
        /// <summary>Ends the scope; to be called once.</summary>
        public void Dispose() => permits.End();
    }
}
