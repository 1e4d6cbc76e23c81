namespace EfShard.Strategies;

/// <summary>
///     Lists of keys, each on a shard: for few, known keys, such as countries or large tenants. A key without a value lies with those that
///     no list has, or, without such a shard, on the first shard by name.
/// </summary>
internal sealed class ListStrategy : ShardStrategy
{
    private readonly ShardKeyKind _kind;
    private readonly string[] _shards;
    private readonly Dictionary<ShardKey, int> _owners;
    private readonly int? _otherwise;

    public ListStrategy(ShardKeyKind kind, IReadOnlyDictionary<ShardKey, (string Text, string Shard)> keys, string? otherwise)
    {
        _kind = kind;
        var names = keys.Values.Select(value => value.Shard);
        _shards = ShardNames.Sorted((otherwise is null ? names : names.Append(otherwise)).Distinct(StringComparer.Ordinal));
        _owners = keys.ToDictionary(pair => pair.Key, pair => Array.IndexOf(_shards, pair.Value.Shard));
        _otherwise = otherwise is null ? null : Array.IndexOf(_shards, otherwise);

        // Sorted: the order in which lists and their keys were written decides nothing.
        var lists = keys.Values.GroupBy(value => value.Shard, StringComparer.Ordinal).OrderBy(list => list.Key, StringComparer.Ordinal)
            .Select(list => $"{ShardNames.Escape(list.Key)}={string.Join(',', list.Select(value => value.Text).Order(StringComparer.Ordinal))}");
        Definition = $"list-v1/{kind.ToString().ToLowerInvariant()}:"
            + string.Join(';', otherwise is null ? lists : lists.Append($"*={ShardNames.Escape(otherwise)}"));
    }

    /// <inheritdoc />
    public override IReadOnlyList<string> Shards => _shards;

    /// <inheritdoc />
    public override string Definition { get; }

    /// <inheritdoc />
    public override int Locate(in ShardKey key)
        => key.Kind == ShardKeyKind.Null ? _otherwise ?? 0
            : key.Kind != _kind ? throw StrategyErrors.WrongKind(key.Kind, _kind)
            : _owners.TryGetValue(key, out var owner) ? owner
            : _otherwise ?? throw StrategyErrors.InNoList();
}
