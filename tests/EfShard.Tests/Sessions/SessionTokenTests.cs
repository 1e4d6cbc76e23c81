using EfShard.Sessions;
using EfShard.Topology;

namespace EfShard.Tests.Sessions;

public sealed class SessionTokenTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private static readonly KeyValuePair<string, ShardMark>[] Marks =
    [
        new("s0", new ShardMark { Written = new LogPosition(1, 0x16B3748) }),
        new("s1", new ShardMark { Read = new LogPosition(7, ulong.MaxValue), IsUnsettled = true }),
        new("größer als eins", new ShardMark { Written = new LogPosition(2, 5), Read = new LogPosition(3, 4), WrittenAt = 1_800_000_000_000 }),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_is_read(bool isSigned)
    {
        var key = isSigned ? Key : null;

        Assert.Equal(Marks, SessionToken.Read(SessionToken.Write(Marks, key), key));
        Assert.Empty(SessionToken.Read(SessionToken.Write([], key), key));
    }

    [Fact]
    public void A_token_of_one_write_is_short_and_fits_into_a_link()
    {
        var token = SessionToken.Write([Marks[0]], null);

        Assert.InRange(token.Length, 1, 24);
        Assert.Matches("^[A-Za-z0-9_-]+$", token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_token_with_any_letter_changed_or_cut_off_is_refused(bool isSigned)
    {
        var key = isSigned ? Key : null;
        var token = SessionToken.Write(Marks, key);
        for (var i = 0; i < token.Length; i++)
        {
            Assert.Throws<ShardSessionException>(() => SessionToken.Read(token[..i], key));
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.Throws<ShardSessionException>(() => SessionToken.Read(changed, key));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("AAAA")]
    [InlineData("not a token")]
    public void What_is_no_token_is_refused(string token)
    {
        Assert.Throws<ShardSessionException>(() => SessionToken.Read(token, null));
        Assert.Throws<ShardSessionException>(() => SessionToken.Read(token, Key));
    }

    [Fact]
    public void A_token_of_another_key_or_of_none_is_refused()
    {
        Assert.Throws<ShardSessionException>(() => SessionToken.Read(SessionToken.Write(Marks, null), Key));
        Assert.Throws<ShardSessionException>(() => SessionToken.Read(SessionToken.Write(Marks, Key), null));
        Assert.Throws<ShardSessionException>(() => SessionToken.Read(SessionToken.Write(Marks, Key), [.. Key.Reverse()]));
    }

    [Fact]
    public void An_endless_token_is_refused()
        => Assert.Throws<ShardSessionException>(() => SessionToken.Read(new string('A', 100_000), null));
}
