namespace EfShard.Strategies;

/// <summary>Builds a <see cref="RangeStrategy{T}" />: ascending upper bounds, each with a shard, then perhaps a shard for the rest.</summary>
/// <typeparam name="T">
///     The type of the key: <see cref="sbyte" />, <see cref="byte" />, <see cref="short" />, <see cref="ushort" />, <see cref="int" />,
///     <see cref="uint" />, <see cref="long" />, <see cref="string" />, <see cref="Guid" />, <see cref="DateTime" />,
///     <see cref="DateTimeOffset" /> or <see cref="DateOnly" />.
/// </typeparam>
public sealed class RangeBuilder<T>
    where T : notnull
{
    private readonly ShardKeyKind _kind = RangeBound.KindOf(typeof(T));
    private readonly List<RangeBound> _bounds = [];
    private readonly List<string> _shards = [];

    /// <summary>Starts without ranges.</summary>
    /// <exception cref="ArgumentException">Values of the type have no order that holds everywhere.</exception>
    public RangeBuilder()
    {
    }

    private bool HasRest => _shards.Count > _bounds.Count;

    /// <summary>Adds the range from the bound before (or from the least key) up to, but without, a bound.</summary>
    /// <param name="exclusiveUpperBound">
    ///     The first key that no longer belongs to the range, above the bound before. Text is compared by code points, Guids by their bytes
    ///     in the order in which they are written, a <see cref="DateTime" /> by its digits whatever its kind, a <see cref="DateTimeOffset" />
    ///     in UTC.
    /// </param>
    /// <param name="shard">The name of the shard; it may have several ranges.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The bound is not above the bound before, or finer than a microsecond; or the name is empty.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Rest" /> was called before.</exception>
    public RangeBuilder<T> Below(T exclusiveUpperBound, string shard)
    {
        ArgumentNullException.ThrowIfNull(exclusiveUpperBound);
        ShardNames.Checked(shard);
        if (HasRest)
        {
            throw StrategyErrors.RestIsLast(nameof(Below));
        }

        var bound = RangeBound.Of(exclusiveUpperBound);
        if (_bounds.Count > 0 && ShardKeyOrder.Compare(bound.Key, _bounds[^1].Key) <= 0)
        {
            throw StrategyErrors.BoundsNotAscending(bound.Text, _bounds[^1].Text);
        }

        _bounds.Add(bound);
        _shards.Add(shard);
        return this;
    }

    /// <summary>Names the shard of all keys from the last bound on, and of keys without a value.</summary>
    /// <param name="shard">The name of the shard.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">The rest has a shard already.</exception>
    public RangeBuilder<T> Rest(string shard)
    {
        ShardNames.Checked(shard);
        if (HasRest)
        {
            throw StrategyErrors.RestIsLast(nameof(Rest));
        }

        _shards.Add(shard);
        return this;
    }

    /// <summary>Makes the strategy. The builder can be used further without changing it.</summary>
    /// <exception cref="InvalidOperationException">There is no range.</exception>
    public RangeStrategy<T> Build()
        => _shards.Count == 0 ? throw StrategyErrors.NoRanges() : new RangeStrategy<T>(_kind, _bounds, _shards);
}
