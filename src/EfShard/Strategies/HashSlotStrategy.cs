namespace EfShard.Strategies;

/// <summary>
///     The default strategy: a key's hash gives one of 16,384 slots, and a <see cref="SlotMap" /> says which shard owns the slot. Growing
///     means moving whole slots; every other key stays where it is.
/// </summary>
/// <remarks>
///     In PostgreSQL the slot of a key is <c>hashint8extended(key, 0) &amp; 16383</c> (or the type's own extended hash function).
///     A key without a value lies in slot 0.
/// </remarks>
public sealed class HashSlotStrategy : ShardStrategy
{
    /// <summary>Makes the strategy from a record of who owns which slot.</summary>
    public HashSlotStrategy(SlotMap slots)
    {
        ArgumentNullException.ThrowIfNull(slots);
        Slots = slots;
        Definition = $"hash-slots-v1:{slots}";
    }

    /// <summary>Makes the strategy with the slots spread evenly.</summary>
    /// <param name="shardNames">The names of the shards; their order plays no part.</param>
    /// <exception cref="ArgumentException">No name, an empty name, the same name twice, or more names than slots.</exception>
    public HashSlotStrategy(IEnumerable<string> shardNames)
        : this(SlotMap.Even(shardNames))
    {
    }

    /// <summary>Who owns which slot.</summary>
    public SlotMap Slots { get; }

    /// <inheritdoc />
    public override IReadOnlyList<string> Shards => Slots.Shards;

    /// <inheritdoc />
    public override string Definition { get; }

    /// <summary>The slot of a key, from 0 to 16,383.</summary>
    public static int SlotOf(in ShardKey key) => (int)(ShardKeyHash.Compute(key) & (SlotMap.SlotCount - 1));

    /// <inheritdoc />
    public override int Locate(in ShardKey key) => Slots.PositionOf(SlotOf(key));

    internal override int? LocateSlot(int slot) => Slots.PositionOf(slot);
}
