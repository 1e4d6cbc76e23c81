namespace EfShard.Strategies;

/// <summary>
///     Consecutive ranges of keys, each on a shard: for keys that are asked for in ranges, or that grow with time. Made by
///     <see cref="RangeBuilder{T}" />.
/// </summary>
/// <remarks>
///     A key at or above the last bound lies on the shard of the rest; without one it is refused. A key without a value lies on the shard of
///     the rest, or, without one, on the first range's shard. A range of numbers, dates or times is asked of only the shards that can hold
///     it; a range of text or Guids of all, because a database may order them otherwise.
/// </remarks>
/// <typeparam name="T">The type of the key, as for <see cref="RangeBuilder{T}" />.</typeparam>
public sealed class RangeStrategy<T> : ShardStrategy
    where T : notnull
{
    private readonly ShardKeyKind _kind;
    private readonly RangeBound[] _bounds;
    private readonly string[] _shards;

    // The shard of each range, as a position in _shards. One longer than the bounds if the rest has a shard.
    private readonly int[] _owners;

    internal RangeStrategy(ShardKeyKind kind, IReadOnlyList<RangeBound> bounds, IReadOnlyList<string> shardOfRange)
    {
        _kind = kind;

        // Neighbouring ranges of one shard are one range: how they were written plays no part in the definition.
        var last = shardOfRange.Count - 1;
        var kept = Enumerable.Range(0, shardOfRange.Count).Where(i => i == last || shardOfRange[i] != shardOfRange[i + 1]).ToArray();
        _bounds = kept.Where(i => i < bounds.Count).Select(i => bounds[i]).ToArray();
        _shards = kept.Select(i => shardOfRange[i]).Distinct(StringComparer.Ordinal).ToArray();
        _owners = kept.Select(i => Array.IndexOf(_shards, shardOfRange[i])).ToArray();

        var ranges = _owners.Select((owner, i) => $"{(i < _bounds.Length ? "<" + _bounds[i].Text : "*")}={ShardNames.Escape(_shards[owner])}");
        Definition = $"range-v1/{kind.ToString().ToLowerInvariant()}:{string.Join(';', ranges)}";
    }

    /// <summary>The names of the shards, in the order of their first ranges.</summary>
    public override IReadOnlyList<string> Shards => _shards;

    /// <inheritdoc />
    public override string Definition { get; }

    /// <summary>Ranges that were added above the last one move nothing: keys there were refused before.</summary>
    /// <param name="writtenDefinition">The definition that a shard's map holds.</param>
    public override bool Extends(string writtenDefinition)
    {
        ArgumentNullException.ThrowIfNull(writtenDefinition);
        return !writtenDefinition.Contains("*=", StringComparison.Ordinal) && Definition.StartsWith(writtenDefinition + ";", StringComparison.Ordinal);
    }

    private bool HasRest => _owners.Length > _bounds.Length;

    /// <inheritdoc />
    public override int Locate(in ShardKey key)
    {
        if (key.Kind == ShardKeyKind.Null)
        {
            return HasRest ? _owners[^1] : _owners[0];
        }

        if (key.Kind != _kind)
        {
            throw StrategyErrors.WrongKind(key.Kind, _kind);
        }

        var range = RangeOf(key);
        return range < _owners.Length ? _owners[range] : throw StrategyErrors.OutsideEveryRange(_bounds[^1].Text);
    }

    /// <inheritdoc />
    public override IReadOnlyList<int>? LocateRange(in ShardKeyRange range)
    {
        if (_kind is ShardKeyKind.Text or ShardKeyKind.Guid
            || (range.From is { } from && from.Kind != _kind)
            || (range.To is { } to && to.Kind != _kind))
        {
            return null;
        }

        return WholeKeys.Of(range) is not { } keys
            ? []
            : _owners.Take(Math.Min(RangeOf(keys.Last) + 1, _owners.Length)).Skip(RangeOf(keys.First)).Distinct().Order().ToArray();
    }

    private int RangeOf(in ShardKey key)
    {
        var (low, high) = (0, _bounds.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ShardKeyOrder.Compare(key, _bounds[middle].Key) < 0 ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private int RangeOf(long number)
    {
        var (low, high) = (0, _bounds.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = number < _bounds[middle].Key.Number ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
