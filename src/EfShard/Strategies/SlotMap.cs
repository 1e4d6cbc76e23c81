namespace EfShard.Strategies;

/// <summary>
///     Which shard owns which of the 16,384 slots. An immutable value: a move gives a new map. Ownership is a record, not a calculation
///     from the list of shards, so that adding a shard moves only the slots that somebody moves.
/// </summary>
public sealed class SlotMap : IEquatable<SlotMap>
{
    /// <summary>The number of slots: 16,384. A key's slot is the lowest 14 bits of its hash.</summary>
    public const int SlotCount = 16_384;

    private readonly string[] _shards;
    private readonly ushort[] _owners;

    private SlotMap(string[] shards, ushort[] owners)
    {
        _shards = shards;
        _owners = owners;
    }

    /// <summary>The names of the shards that own slots, in ordinal order.</summary>
    public IReadOnlyList<string> Shards => _shards;

    /// <summary>Gives every shard the same number of consecutive slots, to within one.</summary>
    /// <param name="shardNames">The names; their order plays no part.</param>
    /// <exception cref="ArgumentException">No name, an empty name, the same name twice, or more names than slots.</exception>
    public static SlotMap Even(IEnumerable<string> shardNames)
    {
        var shards = ShardNames.Sorted(shardNames);
        if (shards.Length > SlotCount)
        {
            throw StrategyErrors.TooManyShards(shards.Length);
        }

        var owners = new ushort[SlotCount];
        for (var i = 0; i < shards.Length; i++)
        {
            owners.AsSpan((i * SlotCount / shards.Length)..((i + 1) * SlotCount / shards.Length)).Fill((ushort)i);
        }

        return new SlotMap(shards, owners);
    }

    /// <summary>Reads the text that <see cref="ToString" /> writes; ranges and shards may come in any order.</summary>
    /// <param name="text">Shards with their slots: <c>s0:0-4095,8192-8200;s1:...</c>. Names are percent-encoded.</param>
    /// <exception cref="FormatException">The text can't be read, or a slot has no owner or two.</exception>
    public static SlotMap Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var owners = new string?[SlotCount];
        foreach (var (shard, range) in SlotMapText.Read(text))
        {
            for (var slot = range.First; slot <= range.Last; slot++)
            {
                owners[slot] = owners[slot] is { } other ? throw StrategyErrors.SlotOwnedTwice(slot, other, shard) : shard;
            }
        }

        var orphan = Array.IndexOf(owners, null);
        return orphan < 0 ? Of(owners!) : throw StrategyErrors.SlotWithoutOwner(orphan);
    }

    /// <summary>Finds the shard that owns a slot.</summary>
    /// <param name="slot">The slot, from 0 to 16,383.</param>
    /// <returns>The name of the shard.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    public string OwnerOf(int slot) => _shards[PositionOf(slot)];

    /// <summary>The slots that a shard owns, ascending, neighbours joined; none for a shard that owns none.</summary>
    public IReadOnlyList<SlotRange> SlotsOf(string shard)
    {
        var position = Array.IndexOf(_shards, shard);
        var ranges = new List<SlotRange>();
        for (var slot = 0; position >= 0 && slot < SlotCount; slot++)
        {
            if (_owners[slot] == position)
            {
                var first = slot;
                while (slot + 1 < SlotCount && _owners[slot + 1] == position)
                {
                    slot++;
                }

                ranges.Add(new SlotRange(first, slot));
            }
        }

        return ranges;
    }

    /// <summary>Gives slots to a shard, which may be new. A shard that owns nothing any more is no longer in the new map.</summary>
    /// <param name="range">The slots, whoever owns them now.</param>
    /// <param name="to">The name of the shard that gets them.</param>
    /// <returns>The new map; every slot outside the range keeps its owner.</returns>
    /// <exception cref="ArgumentException">The range is not a range of slots, or the name is empty.</exception>
    public SlotMap Move(SlotRange range, string to)
    {
        ShardNames.Checked(to);
        if (!SlotMapText.IsValid(range))
        {
            throw StrategyErrors.BadSlotRange(range);
        }

        var owners = Array.ConvertAll(_owners, owner => _shards[owner]);
        owners.AsSpan(range.First, range.Count).Fill(to);
        return Of(owners);
    }

    /// <summary>The canonical text; equal maps have equal texts, and <see cref="Parse" /> reads it.</summary>
    public override string ToString()
        => string.Join(';', _shards.Select(shard => $"{ShardNames.Escape(shard)}:{string.Join(',', SlotsOf(shard))}"));

    /// <inheritdoc />
    public bool Equals(SlotMap? other)
        => other is not null && _shards.AsSpan().SequenceEqual(other._shards) && _owners.AsSpan().SequenceEqual(other._owners);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SlotMap);

    /// <inheritdoc />
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    internal int PositionOf(int slot)
        => (uint)slot < SlotCount ? _owners[slot] : throw new ArgumentOutOfRangeException(nameof(slot), slot, "Slots go from 0 to 16383.");

    private static SlotMap Of(string[] owners)
    {
        var shards = ShardNames.Sorted(owners.Distinct());
        var positions = shards.Select((shard, i) => (shard, i)).ToDictionary(pair => pair.shard, pair => (ushort)pair.i, StringComparer.Ordinal);
        return new SlotMap(shards, Array.ConvertAll(owners, owner => positions[owner]));
    }
}
