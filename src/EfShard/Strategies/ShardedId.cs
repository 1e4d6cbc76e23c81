namespace EfShard.Strategies;

/// <summary>
///     The layout of a 64-bit id: 41 bits of time (milliseconds since 2025, the first of them the sign), 14 of the row's slot, 7 of the worker that made it,
///     2 of a sequence. Ids that need no slot have 14 more bits of sequence there.
/// </summary>
/// <remarks>It never changes: it decides where rows of existing databases are looked for. docs/ids.md says why it is this one.</remarks>
internal static class ShardedId
{
    /// <summary>How many processes may make ids of one millisecond.</summary>
    public const int Workers = 1 << WorkerBits;

    /// <summary>How many bits of sequence an id with a slot has.</summary>
    public const int SequenceBits = 2;

    /// <summary>How many bits of sequence an id without a slot has.</summary>
    public const int FreeSequenceBits = SlotBits + SequenceBits;

    /// <summary>The first time that can't be written: 2059.</summary>
    public const long EndOfTime = 1L << 40;

    /// <summary>The first time whose ids are told from others. Smaller numbers, whoever numbered rows before, carry no slot.</summary>
    public const long FirstTime = 1L << (53 - TimeShift);

    /// <summary>When the time is 0.</summary>
    public static readonly DateTimeOffset Epoch = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int WorkerBits = 7;
    private const int SlotBits = 14;
    private const int SlotShift = WorkerBits + SequenceBits;
    private const int TimeShift = SlotShift + SlotBits;

    /// <summary>Puts an id of a slot together.</summary>
    public static long OfSlot(long time, int slot, int worker, int sequence)
        => (time << TimeShift) | ((long)slot << SlotShift) | ((long)worker << SequenceBits) | (uint)sequence;

    /// <summary>Puts an id without a slot together: later ones of a worker are greater.</summary>
    public static long Free(long time, int worker, int sequence)
        => OfSlot(time, sequence >> SequenceBits, worker, sequence & ((1 << SequenceBits) - 1));

    /// <summary>The slot that an id carries, if it was made here.</summary>
    public static bool TryReadSlot(long id, out int slot)
    {
        slot = (int)(id >> SlotShift) & (SlotMap.SlotCount - 1);
        return id >= FirstTime << TimeShift;
    }
}
