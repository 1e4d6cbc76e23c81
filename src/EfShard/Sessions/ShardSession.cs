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
    private readonly Dictionary<string, int> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _writes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _unfinished = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UnsettledRead[]> _reads = new(StringComparer.Ordinal);
    private ShardMark _rest = ShardMark.Empty;
    private int _writesAnywhere;
    private int _readings;

    /// <summary>Counts changes, to see whether there is anything new to tell.</summary>
    public int Version { get; private set; }

    public ShardMark this[string shard]
    {
        get
        {
            lock (_gate)
            {
                return MarkOf(shard);
            }
        }
    }

    /// <summary>All that is remembered.</summary>
    public SessionMarks Marks
    {
        get
        {
            lock (_gate)
            {
                return new SessionMarks([.. _marks.OrderByDescending(m => _changes[m.Key]).ThenBy(m => m.Key, StringComparer.Ordinal)], _rest);
            }
        }
    }

    /// <summary>Something has been written, or may have been: until a position is known, the primary has to be asked.</summary>
    /// <returns>For <see cref="Settle" />, if a position is asked for from now on.</returns>
    public int Unsettle(string shard, DateTimeOffset now)
    {
        lock (_gate)
        {
            var mark = MarkOf(shard);
            Set(shard, mark with { IsUnsettled = true, WrittenAt = Math.Max(mark.WrittenAt, now.ToUnixTimeMilliseconds()) });
            CountWrite(shard);
            return WritesOf(shard);
        }
    }

    /// <summary>How many writes to a shard have ended: to be read before a position is asked for.</summary>
    public int WritesOf(string shard)
    {
        lock (_gate)
        {
            return _writes.GetValueOrDefault(shard) + _writesAnywhere;
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
            var mark = MarkOf(shard);
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
            // A number of its own each time: an answer that was asked for before this read says nothing about it.
            _reads[shard] = [.. _reads.GetValueOrDefault(shard, []).Where(r => r.Server != server || r.Run != run), new UnsettledRead(server, run, ++_readings)];
            Version++;
        }
    }

    /// <summary>The reads of a shard that are not settled, the last one last.</summary>
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

    /// <summary>
    ///     What a read saw is at or before a position. Until this is said the read stays among the unsettled ones: others of the session, side by side, must
    ///     not read behind it while somebody asks.
    /// </summary>
    public void SettleRead(string shard, UnsettledRead read, LogPosition position)
    {
        lock (_gate)
        {
            Add(shard, ShardMark.Empty with { Read = position });
            Forget(shard, read);
        }
    }

    /// <summary>Nobody can tell what a read saw any more: the primary has at least as much, and has to be asked.</summary>
    public void UnsettleRead(string shard, UnsettledRead read, DateTimeOffset now)
    {
        lock (_gate)
        {
            Unsettle(shard, now);
            Forget(shard, read);
        }
    }

    public void Add(string shard, ShardMark mark)
    {
        lock (_gate)
        {
            if (mark.IsUnsettled)
            {
                CountWrite(shard);
            }

            Set(shard, MarkOf(shard).Join(mark));
        }
    }

    /// <summary>Joins another session's marks to this one's.</summary>
    public void Add(SessionMarks other)
    {
        lock (_gate)
        {
            var named = other.Marks.Select(m => m.Key).ToHashSet(StringComparer.Ordinal);
            if (other.Rest != ShardMark.Empty)
            {
                foreach (var shard in _marks.Keys.Where(s => !named.Contains(s)).ToArray())
                {
                    Set(shard, _marks[shard].Join(other.Rest));
                }
            }

            // The newest last, to be the newest here, too.
            foreach (var (shard, mark) in other.Marks.Reverse())
            {
                Add(shard, mark);
            }

            if (other.Rest != ShardMark.Empty)
            {
                _writesAnywhere++;
                Version++;
                _rest = _rest.Join(other.Rest);
            }
        }
    }

    private ShardMark MarkOf(string shard) => _marks.GetValueOrDefault(shard) ?? _rest;

    private void CountWrite(string shard) => _writes[shard] = _writes.GetValueOrDefault(shard) + 1;

    private void Forget(string shard, UnsettledRead read)
    {
        UnsettledRead[] left = [.. _reads.GetValueOrDefault(shard, []).Where(r => r != read)];
        if (left.Length > 0)
        {
            _reads[shard] = left;
        }
        else
        {
            _reads.Remove(shard);
        }
    }

    private void Set(string shard, ShardMark mark)
    {
        if (!_marks.TryGetValue(shard, out var old) ? mark != ShardMark.Empty || _rest != ShardMark.Empty : old != mark)
        {
            _marks[shard] = mark;
            _changes[shard] = ++Version;
        }
    }
}
