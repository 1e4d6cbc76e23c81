namespace BlogApp.Model;

/// <summary>
/// Makes 63-bit ids that are unique over all shards without asking any of them, and that rise with time:
/// 41 bits of milliseconds since 2010 (they last until 2079), 10 bits of node, 12 bits of a counter within the millisecond.
/// </summary>
/// <remarks>
/// Every process that writes needs a node number of its own (setting <c>Node</c>, 0 to 1022): two processes with the
/// same number could make the same id in the same millisecond. Node 1023 is the sample's, whose ids follow from the posts' times.
/// </remarks>
internal sealed class IdGenerator
{
    public const int SampleNode = 1023;

    private const int CounterBits = 12;
    private const int NodeBits = 10;
    private static readonly DateTimeOffset Epoch = new(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TimeProvider _clock;
    private readonly int _node;
    private readonly Lock _lock = new();
    private long _last = -1; // time and counter of the last id, without the node

    public IdGenerator(TimeProvider clock, IConfiguration configuration)
        : this(clock, configuration.GetValue("Node", 0))
    {
    }

    internal IdGenerator(TimeProvider clock, int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, SampleNode);
        _clock = clock;
        _node = node;
    }

    /// <summary>The next id. A full counter borrows from the next millisecond, and a clock set back does not repeat ids.</summary>
    public long Next()
    {
        var now = Milliseconds(_clock.GetUtcNow()) << CounterBits;
        lock (_lock)
        {
            _last = Math.Max(_last + 1, now);
            return Compose(_last, _node);
        }
    }

    /// <summary>The id of a sample row: the same for the same time and counter (0 to 4095) on every machine.</summary>
    public static long ForSample(DateTime time, int counter)
        => Compose((Milliseconds(time) << CounterBits) | (uint)(counter & 0xFFF), SampleNode);

    private static long Milliseconds(DateTimeOffset time) => (long)(time - Epoch).TotalMilliseconds;

    private static long Compose(long timeAndCounter, int node)
    {
        var counter = timeAndCounter & ((1L << CounterBits) - 1);
        return ((timeAndCounter >> CounterBits) << (NodeBits + CounterBits)) | ((long)node << CounterBits) | counter;
    }
}
