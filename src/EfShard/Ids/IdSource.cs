using System.Runtime.CompilerServices;
using EfShard.Model;
using EfShard.Providers;
using EfShard.Strategies;
using EfShard.Topology;

namespace EfShard.Ids;

/// <summary>
///     Makes the ids of one topology in this process. Unique by construction: of each worker's number and millisecond only one process holds the
///     <see cref="IdLease" />, and inside a process a slot's time and sequence only grow. A clock that goes backwards makes the time stand still.
/// </summary>
internal sealed class IdSource(ShardTopology topology)
{
    private static readonly ConditionalWeakTable<ShardTopology, IdSource> Sources = [];

    // For each slot the last time and sequence that were given out, as one number.
    private readonly Lazy<long[]> _slots = new(() => new long[SlotMap.SlotCount]);
    private readonly SemaphoreSlim _leasing = new(1, 1);
    private readonly UuidV7 _uuids = new(topology.Time);
    private IdLease? _lease;
    private long _latest;
    private long _free;

    public static IdSource Of(ShardTopology topology) => Sources.GetValue(topology, static t => new IdSource(t));

    /// <summary>A time-ordered Guid.</summary>
    public Guid NextGuid() => _uuids.Next();

    /// <summary>The next id.</summary>
    /// <param name="slot">The slot that it is to carry, if any.</param>
    /// <param name="connections">Any context's connections, for a new lease.</param>
    /// <param name="dialect">The database's dialect.</param>
    public long Next(int? slot, IShardConnections connections, DatabaseDialect dialect)
    {
        while (true)
        {
            if (TryNext(slot, out var id, out var time))
            {
                return id;
            }

            _leasing.Wait();
            try
            {
                if (!IsLeased(time))
                {
                    Volatile.Write(ref _lease, new IdLeases(connections, dialect).Take(_lease, time));
                }
            }
            finally
            {
                _leasing.Release();
            }
        }
    }

    /// <inheritdoc cref="Next" />
    public async ValueTask<long> NextAsync(int? slot, IShardConnections connections, DatabaseDialect dialect, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryNext(slot, out var id, out var time))
            {
                return id;
            }

            await _leasing.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (!IsLeased(time))
                {
                    Volatile.Write(ref _lease, await new IdLeases(connections, dialect).TakeAsync(_lease, time, cancellationToken).ConfigureAwait(false));
                }
            }
            finally
            {
                _leasing.Release();
            }
        }
    }

    /// <summary>
    ///     To be called before a transaction begins: where a transaction locks a whole database, the one with the leases could not be written meanwhile.
    /// </summary>
    public static void Prepare(ShardModel model, IShardConnections connections, DatabaseDialect dialect)
    {
        if (dialect.LocksDatabases && model.MakesIds && Of(connections.Topology) is var source && source.NeedsLease(out var time))
        {
            source._leasing.Wait();
            try
            {
                Volatile.Write(ref source._lease, new IdLeases(connections, dialect).Take(source._lease, time));
            }
            finally
            {
                source._leasing.Release();
            }
        }
    }

    /// <inheritdoc cref="Prepare" />
    public static ValueTask PrepareAsync(ShardModel model, IShardConnections connections, DatabaseDialect dialect, CancellationToken cancellationToken)
        => dialect.LocksDatabases && model.MakesIds && Of(connections.Topology) is var source && source.NeedsLease(out var time)
            ? source.LeaseAsync(time, connections, dialect, cancellationToken)
            : ValueTask.CompletedTask;

    private async ValueTask LeaseAsync(long time, IShardConnections connections, DatabaseDialect dialect, CancellationToken cancellationToken)
    {
        await _leasing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Volatile.Write(ref _lease, await new IdLeases(connections, dialect).TakeAsync(_lease, time, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _leasing.Release();
        }
    }

    private bool NeedsLease(out long time)
    {
        time = Now();
        return Volatile.Read(ref _lease) is not { } lease || time > lease.Until - (IdLeases.Length / 2);
    }

    private bool IsLeased(long time) => Volatile.Read(ref _lease) is { } lease && time < lease.Until;

    private bool TryNext(int? slot, out long id, out long time)
    {
        var bits = slot is null ? ShardedId.FreeSequenceBits : ShardedId.SequenceBits;
        ref var last = ref slot is { } position ? ref _slots.Value[position] : ref _free;
        var now = Now();
        while (true)
        {
            var lease = Volatile.Read(ref _lease);
            var seen = Volatile.Read(ref last);
            var next = Math.Max(Math.Max(now, lease?.From ?? 0) << bits, seen + 1);
            time = next >> bits;
            if (time >= ShardedId.EndOfTime)
            {
                throw IdErrors.Clock(topology.Time.GetUtcNow());
            }

            if (lease is null || time >= lease.Until)
            {
                id = 0;
                return false;
            }

            if (Interlocked.CompareExchange(ref last, next, seen) == seen)
            {
                var sequence = (int)(next & ((1L << bits) - 1));
                id = slot is { } of ? ShardedId.OfSlot(time, of, lease.Worker, sequence) : ShardedId.Free(time, lease.Worker, sequence);
                return true;
            }
        }
    }

    private long Now()
    {
        var clock = topology.Time.GetUtcNow();
        var now = (long)(clock - ShardedId.Epoch).TotalMilliseconds;
        if (now is < ShardedId.FirstTime or >= ShardedId.EndOfTime)
        {
            throw IdErrors.Clock(clock);
        }

        while (true)
        {
            var latest = Volatile.Read(ref _latest);
            if (now <= latest || Interlocked.CompareExchange(ref _latest, now, latest) == latest)
            {
                return Math.Max(now, latest);
            }
        }
    }
}
