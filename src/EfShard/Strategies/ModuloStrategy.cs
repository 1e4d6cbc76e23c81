namespace EfShard.Strategies;

/// <summary>
///     A key's hash modulo the number of shards. As even as a hash can be, but a change of the number of shards moves nearly every key:
///     for a number that never changes.
/// </summary>
/// <remarks>
///     The remainder is never negative: in PostgreSQL, <c>mod(mod(hashint8extended(key, 0), n) + n, n)</c>. Shards are counted from 0 in the
///     ordinal order of their names. A key without a value lies on the first.
/// </remarks>
public sealed class ModuloStrategy : ShardStrategy
{
    private readonly string[] _shards;

    /// <summary>Makes the strategy.</summary>
    /// <param name="shardNames">The names of the shards; their order plays no part.</param>
    /// <exception cref="ArgumentException">No name, an empty name, or the same name twice.</exception>
    public ModuloStrategy(IEnumerable<string> shardNames)
    {
        _shards = ShardNames.Sorted(shardNames);
        Definition = $"modulo-v1:{string.Join(',', _shards.Select(ShardNames.Escape))}";
    }

    /// <inheritdoc />
    public override IReadOnlyList<string> Shards => _shards;

    /// <inheritdoc />
    public override string Definition { get; }

    /// <inheritdoc />
    public override int Locate(in ShardKey key)
    {
        var rest = (int)(ShardKeyHash.Compute(key) % _shards.Length);
        return rest < 0 ? rest + _shards.Length : rest;
    }

    // The remainder by a power of two is the hash's lowest bits, which the slot has.
    internal override int? LocateSlot(int slot) => SlotMap.SlotCount % _shards.Length == 0 ? slot % _shards.Length : null;
}
