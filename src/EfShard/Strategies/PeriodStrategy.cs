namespace EfShard.Strategies;

/// <summary>
///     Months, quarters or years of the calendar (UTC), each on a shard: for rows that are written and read by time, and archived with it.
///     Keys are dates or times, and one group may have both. A key without a value lies with those before the first period, or, without such
///     a shard, in the first period.
/// </summary>
internal sealed class PeriodStrategy : ShardStrategy
{
    private readonly PeriodLength _length;
    private readonly int _first;
    private readonly bool _isCycle;
    private readonly string[] _shards;

    // The shard of each period, from the first on, as a position in _shards; in a cycle again and again.
    private readonly int[] _owners;
    private readonly int? _before;

    public PeriodStrategy(PeriodLength length, int first, IReadOnlyList<string> owners, bool isCycle, string? before)
    {
        _length = length;
        _first = first;
        _isCycle = isCycle;
        _shards = (before is null ? owners : owners.Append(before)).Distinct(StringComparer.Ordinal).ToArray();
        _owners = owners.Select(owner => Array.IndexOf(_shards, owner)).ToArray();
        _before = before is null ? null : Array.IndexOf(_shards, before);
        Definition = $"{length.ToString().ToLowerInvariant()}-v1/{(isCycle ? "cycle" : "periods")}"
            + (before is null ? "" : $"/before={ShardNames.Escape(before)}")
            + $":{PeriodCalendar.TextOf(length, first)}={string.Join(';', owners.Select(ShardNames.Escape))}";
    }

    /// <inheritdoc />
    public override IReadOnlyList<string> Shards => _shards;

    /// <inheritdoc />
    public override string Definition { get; }

    private int LastListed => _first + _owners.Length - 1;

    /// <summary>Periods that were added at the end move nothing: keys there were refused before.</summary>
    public override bool Extends(string writtenDefinition)
        => !_isCycle && Definition.StartsWith(writtenDefinition + ";", StringComparison.Ordinal);

    /// <inheritdoc />
    public override int Locate(in ShardKey key)
    {
        if (key.Kind == ShardKeyKind.Null)
        {
            return _before ?? _owners[0];
        }

        if (!PeriodCalendar.Holds(key.Kind))
        {
            throw StrategyErrors.NoTime(key.Kind);
        }

        var period = PeriodCalendar.PeriodOf(_length, key.Kind, key.Number);
        return OwnerOf(period)
            ?? throw (period < _first
                ? StrategyErrors.BeforeFirstPeriod(PeriodCalendar.TextOf(_length, _first))
                : StrategyErrors.AfterLastPeriod(PeriodCalendar.TextOf(_length, LastListed)));
    }

    /// <inheritdoc />
    public override IReadOnlyList<int>? LocateRange(in ShardKeyRange range)
    {
        var kind = range.From?.Kind ?? range.To?.Kind ?? ShardKeyKind.Null;
        if (!PeriodCalendar.Holds(kind) || (range.To is { } to && to.Kind != kind))
        {
            return null;
        }

        if (WholeKeys.Of(range) is not { } keys)
        {
            return [];
        }

        var first = PeriodCalendar.PeriodOf(_length, kind, keys.First);
        var last = PeriodCalendar.PeriodOf(_length, kind, keys.Last);
        var shards = new SortedSet<int>();
        if (first < _first && _before is { } before)
        {
            shards.Add(before);
        }

        // One turn of a cycle meets all its shards.
        first = Math.Max(first, _first);
        last = Math.Min(last, _isCycle ? first + _owners.Length - 1 : LastListed);
        for (var period = first; period <= last; period++)
        {
            shards.Add(OwnerOf(period)!.Value);
        }

        return [.. shards];
    }

    private int? OwnerOf(int period)
        => period < _first ? _before
            : _isCycle ? _owners[(period - _first) % _owners.Length]
            : period <= LastListed ? _owners[period - _first]
            : null;
}
