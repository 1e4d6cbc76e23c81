using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EfShard.Ids;

/// <summary>
///     Guids of version 7 (RFC 9562): 48 bits of time, 12 of a counter within the millisecond, 62 random ones. A process's ascend, in the order of PostgreSQL's
///     uuid and of their text, also while its clock goes backwards.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class UuidV7(TimeProvider time)
{
    private const int CounterBits = 12;

    // The last millisecond and counter, as one number.
    private long _last;

    /// <summary>Fills bytes by chance.</summary>
    public Action<byte[]> Random { get; init; } = static bytes => RandomNumberGenerator.Fill(bytes);

    /// <summary>The next Guid.</summary>
    public Guid Next()
    {
        var stamp = Stamp();
        var bytes = new byte[16];
        Random(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (stamp >> CounterBits << 16) | 0x7000 | (stamp & ((1 << CounterBits) - 1)));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private long Stamp()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds() << CounterBits;
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(now, last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }
}
