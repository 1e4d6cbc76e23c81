using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace EfShard.Strategies;

/// <summary>
///     PostgreSQL's extended (64-bit, seeded) hash functions: Bob Jenkins' lookup3 with PostgreSQL's initial value, read as a
///     little-endian machine reads it, so that every machine places a key alike and the database can compute the same value in SQL.
/// </summary>
internal static class PostgresHash
{
    private const uint Initial = 0x9e3779b9u + 3923095u;
    private const int StackBytes = 512;

    /// <summary><c>hashint8extended</c>; equal to <c>hashint4extended</c> and <c>hashint2extended</c> of the same number.</summary>
    public static ulong Int64(long value, ulong seed = 0)
    {
        // The halves are folded so that a number that fits 32 bits, negative ones too, hashes as PostgreSQL's int4 does.
        var low = (uint)value;
        var high = (uint)(value >> 32);
        low ^= value >= 0 ? high : ~high;

        var (a, b, c) = Start(sizeof(uint), seed);
        return Finish(a + low, b, c);
    }

    /// <summary><c>hashtextextended</c> under a deterministic collation, in a database whose encoding is UTF-8.</summary>
    public static ulong Text(string value, ulong seed = 0)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most <= StackBytes)
        {
            Span<byte> bytes = stackalloc byte[StackBytes];
            return Bytes(bytes[..Encoding.UTF8.GetBytes(value, bytes)], seed);
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        var hash = Bytes(rented.AsSpan(0, Encoding.UTF8.GetBytes(value, rented)), seed);
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary><c>uuid_hash_extended</c>.</summary>
    public static ulong Guid(Guid value, ulong seed = 0)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bytes(bytes, seed);
    }

    /// <summary><c>hashvarlenaextended</c>, the hash of <c>bytea</c> and the base of the others.</summary>
    public static ulong Bytes(ReadOnlySpan<byte> data, ulong seed = 0)
    {
        var (a, b, c) = Start((uint)data.Length, seed);
        while (data.Length >= 12)
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(data);
            b += BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(data[8..]);
            Mix(ref a, ref b, ref c);
            data = data[12..];
        }

        // The rest of at most 11 bytes. The third word's lowest byte stays free: the length is already in it.
        Span<byte> tail = stackalloc byte[12];
        tail.Clear();
        data[..Math.Min(data.Length, 8)].CopyTo(tail);
        if (data.Length > 8)
        {
            data[8..].CopyTo(tail[9..]);
        }

        a += BinaryPrimitives.ReadUInt32LittleEndian(tail);
        b += BinaryPrimitives.ReadUInt32LittleEndian(tail[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(tail[8..]);
        return Finish(a, b, c);
    }

    /// <summary><c>hash_combine64</c>, with which PostgreSQL hashes the columns of a hash-partitioned table into one value.</summary>
    public static ulong Combine(ulong hash, ulong next) => hash ^ unchecked(next + 0x49a0f4dd15e5a8e3UL + (hash << 54) + (hash >> 7));

    private static (uint A, uint B, uint C) Start(uint length, ulong seed)
    {
        var a = unchecked(Initial + length);
        var (b, c) = (a, a);
        if (seed != 0)
        {
            a += (uint)(seed >> 32);
            b += (uint)seed;
            Mix(ref a, ref b, ref c);
        }

        return (a, b, c);
    }

    private static void Mix(ref uint a, ref uint b, ref uint c)
    {
        a = (a - c) ^ BitOperations.RotateLeft(c, 4);
        c += b;
        b = (b - a) ^ BitOperations.RotateLeft(a, 6);
        a += c;
        c = (c - b) ^ BitOperations.RotateLeft(b, 8);
        b += a;
        a = (a - c) ^ BitOperations.RotateLeft(c, 16);
        c += b;
        b = (b - a) ^ BitOperations.RotateLeft(a, 19);
        a += c;
        c = (c - b) ^ BitOperations.RotateLeft(b, 4);
        b += a;
    }

    private static ulong Finish(uint a, uint b, uint c)
    {
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        c = (c ^ b) - BitOperations.RotateLeft(b, 24);
        return ((ulong)b << 32) | c;
    }
}
