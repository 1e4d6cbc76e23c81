namespace EfShard.Strategies;

/// <summary>Builds a strategy of lists: each shard with its keys, then perhaps a shard for all others.</summary>
/// <typeparam name="T">
///     The type that the database stores for the key: a whole number up to <see cref="long" />, <see cref="string" />, <see cref="Guid" />,
///     <see cref="DateTime" />, <see cref="DateTimeOffset" /> or <see cref="DateOnly" />.
/// </typeparam>
public sealed class ListBuilder<T>
    where T : notnull
{
    private readonly ShardKeyKind _kind = RangeBound.KindOf(typeof(T));
    private readonly Dictionary<ShardKey, (string Text, string Shard)> _keys = [];
    private string? _otherwise;

    internal ListBuilder()
    {
    }

    /// <summary>Gives keys to a shard.</summary>
    /// <param name="shard">The name of the shard; it may be named several times.</param>
    /// <param name="keys">The keys. Text is compared case by case.</param>
    /// <exception cref="ArgumentException">The name is empty, or a key has a shard already.</exception>
    public ListBuilder<T> Shard(string shard, params IEnumerable<T> keys)
    {
        ShardNames.Checked(shard);
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var value in keys)
        {
            var key = RangeBound.Of(value);
            if (!_keys.TryAdd(key.Key, (key.Text, shard)))
            {
                throw StrategyErrors.ListedTwice(key.Text);
            }
        }

        return this;
    }

    /// <summary>Names the shard of all keys that no list has, and of keys without a value. Without it, other keys are refused.</summary>
    /// <param name="shard">The name of the shard.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">It was named before.</exception>
    public ListBuilder<T> Otherwise(string shard)
    {
        _otherwise = _otherwise is null ? ShardNames.Checked(shard) : throw StrategyErrors.OtherwiseTwice();
        return this;
    }

    /// <exception cref="InvalidOperationException">There is no list and no shard for the rest.</exception>
    internal ListStrategy Build()
        => _keys.Count == 0 && _otherwise is null ? throw StrategyErrors.NoLists() : new ListStrategy(_kind, _keys, _otherwise);
}
