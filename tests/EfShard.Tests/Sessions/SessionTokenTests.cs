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

        var read = SessionToken.Read(SessionToken.Write(Of(Marks), key), key);
        Assert.Equal(Marks, read.Marks);
        Assert.Equal(ShardMark.Empty, read.Rest);
        Assert.Empty(SessionToken.Read(SessionToken.Write(Of([]), key), key).Marks);
    }

    [Fact]
    public void A_token_of_one_write_is_short_and_fits_into_a_link()
    {
        var token = SessionToken.Write(Of([Marks[0]]), null);

        Assert.InRange(token.Length, 1, 24);
        Assert.Matches("^[A-Za-z0-9_-]+$", token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_token_with_any_letter_changed_or_cut_off_is_refused(bool isSigned)
    {
        var key = isSigned ? Key : null;
        var token = SessionToken.Write(Of(Marks), key);
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
        Assert.Throws<ShardSessionException>(() => SessionToken.Read(SessionToken.Write(Of(Marks), null), Key));
        Assert.Throws<ShardSessionException>(() => SessionToken.Read(SessionToken.Write(Of(Marks), Key), null));
        Assert.Throws<ShardSessionException>(() => SessionToken.Read(SessionToken.Write(Of(Marks), Key), [.. Key.Reverse()]));
    }

    [Fact]
    public void An_endless_token_is_refused()
        => Assert.Throws<ShardSessionException>(() => SessionToken.Read(new string('A', 100_000), null));

    /// <summary>Each level of the session's needs is at least as much as before, for shards that the token names and for those that it does not.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_token_of_a_thousand_shards_is_short_and_weakens_nothing(bool isSigned, bool isAllUnsettled)
    {
        var key = isSigned ? Key : null;
        var random = new Random(5);
        var marks = Enumerable.Range(0, 1000).Select(i => KeyValuePair.Create($"shard-{i:000}", new ShardMark
        {
            Written = random.Next(3) > 0 ? new LogPosition(1 + (uint)random.Next(40), (ulong)random.NextInt64()) : LogPosition.None,
            Read = random.Next(3) > 0 ? new LogPosition(1 + (uint)random.Next(40), (ulong)random.NextInt64()) : LogPosition.None,
            IsUnsettled = isAllUnsettled || random.Next(10) == 0,
            WrittenAt = 1_800_000_000_000 + i,
        })).ToArray();

        var token = SessionToken.Write(Of(marks), key);
        var session = new ShardSession();
        SessionToken.AddTo(session, token, key);

        Assert.InRange(token.Length, 1, 1500);
        foreach (var (shard, mark) in marks)
        {
            var has = session[shard];
            Assert.True(has.WrittenAt >= mark.WrittenAt);
            Assert.True(has.IsUnsettled || (has.Written == mark.Written && has.Read == mark.Read && !mark.IsUnsettled));
        }

        // And again, from process to process.
        Assert.True(session["unheard of"].IsUnsettled);
        var next = new ShardSession();
        SessionToken.AddTo(next, SessionToken.Write(session.Marks, key), key);
        Assert.All(marks, m => Assert.True(next[m.Key].IsUnsettled || next[m.Key] == session[m.Key]));
        Assert.Equal(session.Marks.Rest, next.Marks.Rest);
    }

    [Fact]
    public void Of_more_shards_than_fit_the_last_written_are_named()
    {
        var session = new ShardSession();
        for (var i = 0; i < 1000; i++)
        {
            session.Add($"s{i}", new ShardMark { Written = new LogPosition(1, 0x16B3748) });
            session.Add($"r{i}", new ShardMark { Read = new LogPosition(1, 0x16B3748) });
        }

        session.Add("s7", new ShardMark { Written = new LogPosition(1, 0x16B3749) });
        var token = SessionToken.Write(session.Marks, null);
        var (marks, rest) = SessionToken.Read(token, null);

        Assert.InRange(marks.Count, 50, 200);
        Assert.Equal(["s7", .. Enumerable.Range(0, marks.Count - 1).Select(i => $"s{999 - i}")], marks.Select(m => m.Key));
        Assert.Equal(new ShardMark { IsUnsettled = true }, rest);
    }

    [Fact]
    public void A_token_that_names_all_its_shards_can_be_read_by_who_knows_of_no_other()
    {
        Assert.Equal(1, VersionOf(SessionToken.Write(Of([Marks[0]]), null)));
        Assert.Equal(2, VersionOf(SessionToken.Write(new SessionMarks([Marks[0]], new ShardMark { IsUnsettled = true }), null)));

        static int VersionOf(string token) => Convert.FromBase64String(token[..4].Replace('-', '+').Replace('_', '/'))[0];
    }

    private static SessionMarks Of(IReadOnlyList<KeyValuePair<string, ShardMark>> marks) => new(marks, ShardMark.Empty);
}
