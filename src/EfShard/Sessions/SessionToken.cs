using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using EfShard.Topology;

namespace EfShard.Sessions;

/// <summary>
///     A session as a short text for a cookie, a header, a link or a message: version, marks, and a check. The check is a signature where there
///     is a key, else a checksum, which tells a damaged token but no forged one. What a forged token can do without a key: make its own
///     reader wait for the primary. Marks that do not fit are left out, and what is said of all others covers them: they may have been written, so that
///     their primaries are asked.
/// </summary>
internal static class SessionToken
{
    private const byte Version = 1;

    /// <summary>The version of tokens that say something of the shards which they do not name: who reads version 1 only must not take them for complete.</summary>
    private const byte VersionWithRest = 2;

    private const int MaxNumberLength = 10;
    private const int ChecksumLength = 4;
    private const int SignatureLength = 16;

    /// <summary>
    ///     A token is no longer. Several of them, from responses side by side, must fit into a line of a request's headers, for which proxies have 8 KB, and
    ///     one into a link.
    /// </summary>
    private const int MaxWritten = 1500;

    private const int MaxRead = 4096;

    /// <summary>The key that signs the tokens of a topology's sessions, if there is one.</summary>
    public static byte[]? KeyOf(ShardTopology topology) => topology.Replicas.SessionKey is { } key ? Convert.FromBase64String(key) : null;

    /// <summary>Takes over what a token says into a session.</summary>
    /// <exception cref="ShardSessionException">It is not a token, or not one of this application.</exception>
    public static void AddTo(ShardSession session, string token, byte[]? key) => session.Add(Read(token, key));

    public static string Write(SessionMarks marks, byte[]? key)
    {
        var entries = marks.Marks.Select(m => (m.Value, Bytes: BytesOf(m.Key, m.Value))).ToList();
        var rest = marks.Rest;
        var room = (MaxWritten * 3 / 4) - 1 - MaxNumberLength - (key is null ? ChecksumLength : SignatureLength);
        if (entries.Sum(e => e.Bytes.Length) > room)
        {
            // What is left out costs a question each when it is read; an unsettled mark costs that anyway. Of the others, what was written and newest stays.
            var kept = new List<(ShardMark, byte[] Bytes)>();
            foreach (var entry in entries.OrderBy(e => e.Value.IsUnsettled ? 2 : e.Value.Written.IsNone ? 1 : 0))
            {
                if (entry.Bytes.Length <= room)
                {
                    room -= entry.Bytes.Length;
                    kept.Add(entry);
                }
                else
                {
                    rest = rest.Join(ShardMark.Empty with { IsUnsettled = true, WrittenAt = entry.Value.WrittenAt });
                }
            }

            entries = kept;
        }

        var bytes = new ArrayBufferWriter<byte>();
        if (rest == ShardMark.Empty)
        {
            Add(bytes, Version);
        }
        else
        {
            Add(bytes, VersionWithRest);
            AddNumber(bytes, (ulong)rest.WrittenAt);
        }

        entries.ForEach(e => bytes.Write(e.Bytes));
        bytes.Write(Check(bytes.WrittenSpan, key));
        return Encode(bytes.WrittenSpan);
    }

    /// <exception cref="ShardSessionException">It is not a token, or not one of this application.</exception>
    public static SessionMarks Read(string token, byte[]? key)
    {
        var bytes = token.Length <= MaxRead ? Decode(token) : null;
        var check = key is null ? ChecksumLength : SignatureLength;
        if (bytes is null || bytes.Length < 1 + check)
        {
            throw Malformed();
        }

        var content = bytes.AsSpan(0, bytes.Length - check);
        if (!CryptographicOperations.FixedTimeEquals(Check(content, key), bytes.AsSpan(content.Length)))
        {
            throw key is null ? Malformed() : Forged();
        }

        ReadOnlySpan<byte> rest = content[1..];
        return content[0] switch
        {
            Version => new SessionMarks(ReadMarks(rest), ShardMark.Empty),
            VersionWithRest => new SessionMarks(Rest: ShardMark.Empty with { IsUnsettled = true, WrittenAt = ReadTime(ref rest) }, Marks: ReadMarks(rest)),
            _ => throw Newer(content[0]),
        };
    }

    private static List<KeyValuePair<string, ShardMark>> ReadMarks(ReadOnlySpan<byte> rest)
    {
        var marks = new List<KeyValuePair<string, ShardMark>>();
        while (rest.Length > 0)
        {
            var length = ReadNumber(ref rest);
            if (length == 0 || length >= (ulong)rest.Length)
            {
                throw Malformed();
            }

            var name = Encoding.UTF8.GetString(rest[..(int)length]);
            var flags = rest[(int)length];
            rest = rest[((int)length + 1)..];
            marks.Add(new(name, new ShardMark
            {
                Written = (flags & 1) != 0 ? ReadPosition(ref rest) : LogPosition.None,
                Read = (flags & 2) != 0 ? ReadPosition(ref rest) : LogPosition.None,
                IsUnsettled = (flags & 4) != 0,
                WrittenAt = (flags & 8) != 0 ? ReadTime(ref rest) : 0,
            }));
        }

        return marks;
    }

    private static byte[] BytesOf(string shard, ShardMark mark)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var name = Encoding.UTF8.GetBytes(shard);
        AddNumber(bytes, (ulong)name.Length);
        bytes.Write(name);
        Add(bytes, (byte)((mark.Written.IsNone ? 0 : 1) | (mark.Read.IsNone ? 0 : 2) | (mark.IsUnsettled ? 4 : 0) | (mark.WrittenAt == 0 ? 0 : 8)));
        AddPosition(bytes, mark.Written);
        AddPosition(bytes, mark.Read);
        if (mark.WrittenAt != 0)
        {
            AddNumber(bytes, (ulong)mark.WrittenAt);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static byte[] Check(ReadOnlySpan<byte> content, byte[]? key)
        => key is null ? SHA256.HashData(content)[..ChecksumLength] : HMACSHA256.HashData(key, content)[..SignatureLength];

    private static void Add(ArrayBufferWriter<byte> bytes, byte value) => bytes.Write([value]);

    private static void AddPosition(ArrayBufferWriter<byte> bytes, LogPosition position)
    {
        if (!position.IsNone)
        {
            AddNumber(bytes, position.Timeline);
            AddNumber(bytes, position.Offset);
        }
    }

    private static LogPosition ReadPosition(ref ReadOnlySpan<byte> rest)
    {
        var timeline = ReadNumber(ref rest);
        return timeline is 0 or > int.MaxValue ? throw Malformed() : new LogPosition((uint)timeline, ReadNumber(ref rest));
    }

    /// <summary>Seven bits a byte, the lowest first, the eighth bit set in all but the last.</summary>
    private static void AddNumber(ArrayBufferWriter<byte> bytes, ulong value)
    {
        for (; value > 0x7F; value >>= 7)
        {
            Add(bytes, (byte)(value | 0x80));
        }

        Add(bytes, (byte)value);
    }

    private static long ReadTime(ref ReadOnlySpan<byte> rest) => (long)(ReadNumber(ref rest) & long.MaxValue);

    private static ulong ReadNumber(ref ReadOnlySpan<byte> rest)
    {
        ulong value = 0;
        for (var i = 0; i < rest.Length && i < 10; i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if ((rest[i] & 0x80) == 0)
            {
                rest = rest[(i + 1)..];
                return value;
            }
        }

        throw Malformed();
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
        => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[]? Decode(string token)
    {
        var padded = token.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (token.Length % 4)) % 4);
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) && Encode(bytes.AsSpan(0, length)) == token ? bytes[..length] : null;
    }

    private static ShardSessionException Malformed() => new(
        "The session token is malformed: it was cut off or changed on its way. Begin without it, and expect reads that may not yet see what it stood for.");

    private static ShardSessionException Forged() => new(
        "The session token is not signed with this application's key: it is forged, or made with another SessionKey. Begin without it.");

    private static ShardSessionException Newer(byte version) => new(
        $"The session token has version {version}, and this version of EfShard reads versions {Version} and {VersionWithRest} only. Begin without it.");
}
