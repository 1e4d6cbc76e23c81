namespace EfShard.Strategies;

/// <summary>The application's own function from keys to names of shards, under a name that stands for it in the map.</summary>
internal sealed class CustomStrategy : ShardStrategy
{
    private readonly string[] _shards;
    private readonly Dictionary<string, int> _positions;
    private readonly Func<ShardKey, string> _shardOf;

    public CustomStrategy(string name, IEnumerable<string> shards, Func<ShardKey, string> shardOf)
    {
        _shards = ShardNames.Sorted(shards);
        _positions = _shards.Select((shard, i) => (shard, i)).ToDictionary(pair => pair.shard, pair => pair.i, StringComparer.Ordinal);
        _shardOf = shardOf;
        Definition = $"custom-v1/{ShardNames.Escape(ShardNames.Checked(name))}:{string.Join(',', _shards.Select(ShardNames.Escape))}";
    }

    /// <inheritdoc />
    public override IReadOnlyList<string> Shards => _shards;

    /// <inheritdoc />
    public override string Definition { get; }

    /// <inheritdoc />
    public override int Locate(in ShardKey key)
        => _shardOf(key) is { } shard && _positions.TryGetValue(shard, out var position) ? position : throw StrategyErrors.UnknownCustomShard();
}
