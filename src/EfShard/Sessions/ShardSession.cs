using EfShard.Topology;

namespace EfShard.Sessions;

/// <summary>
///     What a session has written and read, shard by shard: what its later reads must not be older than. Belongs to a context, or to all
///     contexts of a request. Marks only grow. Thread-safe.
/// </summary>
internal sealed class ShardSession
{
    private readonly object _gate = new();
    private readonly Dictionary<string, ShardMark> _marks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _writes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _unfinished = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UnsettledRead[]> _reads = new(StringComparer.Ordinal);

    /// <summary>Counts changes, to see whether there is anything new to tell.</summary>
    public int Version { get; private set; }

    public ShardMark this[string shard]
    {
        get
        {
            lock (_gate)
            {
                return _marks.GetValueOrDefault(shard) ?? ShardMark.Empty;
            }
        }
    }

    /// <summary>All that is remembered, in ordinal order of the shards' names.</summary>
    public IReadOnlyList<KeyValuePair<string, ShardMark>> Marks
    {
        get
        {
            lock (_gate)
            {
                return [.. _marks.OrderBy(m => m.Key, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Something has been written, or may have been: until a position is known, the primary has to be asked.</summary>
    /// <returns>For <see cref="Settle" />, if a position is asked for from now on.</returns>
    public int Unsettle(string shard, DateTimeOffset now)
    {
        lock (_gate)
        {
            var mark = _marks.GetValueOrDefault(shard) ?? ShardMark.Empty;
            Set(shard, mark with { IsUnsettled = true, WrittenAt = Math.Max(mark.WrittenAt, now.ToUnixTimeMilliseconds()) });
            return _writes[shard] = WritesOf(shard) + 1;
        }
    }

    /// <summary>How many writes to a shard have ended: to be read before a position is asked for.</summary>
    public int WritesOf(string shard)
    {
        lock (_gate)
        {
            return _writes.GetValueOrDefault(shard);
        }
    }

    /// <summary>Writes are at or before a position.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="written">The position.</param>
    /// <param name="writes">How many had ended when the position was asked for: later ones stay unsettled.</param>
    public void Settle(string shard, LogPosition written, int writes)
    {
        lock (_gate)
        {
            var mark = _marks.GetValueOrDefault(shard) ?? ShardMark.Empty;
            Set(shard, mark with
            {
                IsUnsettled = mark.IsUnsettled && (WritesOf(shard) > writes || _unfinished.ContainsKey(shard)),
                Written = LogPosition.Join(mark.Written, written),
            });
        }
    }

    /// <summary>
    ///     A write is decided, but will be carried out later: no position settles the shard before, nor one that was asked for before.
    /// </summary>
    /// <returns>To be called once it is carried out.</returns>
    public Action KeepUnsettled(string shard, DateTimeOffset now)
    {
        lock (_gate)
        {
            _unfinished[shard] = _unfinished.GetValueOrDefault(shard) + 1;
            Unsettle(shard, now);
        }

        return () =>
        {
            lock (_gate)
            {
                if (--_unfinished[shard] == 0)
                {
                    _unfinished.Remove(shard);
                }

                Unsettle(shard, now);
            }
        };
    }

    /// <summary>A server has been read; what it had at that moment is not known yet.</summary>
    public void AddUnsettledRead(string shard, ShardServer server, ServerRun run)
    {
        lock (_gate)
        {
            var read = new UnsettledRead(server, run);
            var reads = _reads.GetValueOrDefault(shard, []);
            if (!reads.Contains(read))
            {
                _reads[shard] = [.. reads, read];
                Version++;
            }
        }
    }

    /// <summary>The reads of a shard that are not settled.</summary>
    public IReadOnlyList<UnsettledRead> UnsettledReadsOf(string shard)
    {
        lock (_gate)
        {
            return _reads.GetValueOrDefault(shard, []);
        }
    }

    /// <summary>The shards with reads that are not settled.</summary>
    public IReadOnlyList<string> UnsettledReads
    {
        get
        {
            lock (_gate)
            {
                return [.. _reads.Keys];
            }
        }
    }

    /// <summary>Takes the reads of a shard that are not settled, for the caller to settle them.</summary>
    public IReadOnlyList<UnsettledRead> TakeUnsettledReads(string shard)
    {
        lock (_gate)
        {
            return _reads.Remove(shard, out var reads) ? reads : [];
        }
    }

    /// <summary>Something has been read that is at or before a position.</summary>
    public void AddRead(string shard, LogPosition read) => Add(shard, ShardMark.Empty with { Read = read });

    public void Add(string shard, ShardMark mark)
    {
        lock (_gate)
        {
            Set(shard, _marks.TryGetValue(shard, out var old) ? old.Join(mark) : mark);
        }
    }

    private void Set(string shard, ShardMark mark)
    {
        if (_marks.GetValueOrDefault(shard) != mark)
        {
            _marks[shard] = mark;
            Version++;
        }
    }
}
