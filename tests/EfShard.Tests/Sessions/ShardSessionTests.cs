using EfShard.Sessions;
using EfShard.Topology;

namespace EfShard.Tests.Sessions;

public sealed class ShardSessionTests
{
    private readonly ShardSession _session = new();

    [Fact]
    public void A_write_is_unsettled_until_its_position_is_known()
    {
        var writes = _session.Unsettle("s0", DateTimeOffset.UnixEpoch.AddSeconds(1));
        Assert.True(_session["s0"].IsUnsettled);

        _session.Settle("s0", new LogPosition(1, 10), writes);

        Assert.Equal(new ShardMark { Written = new LogPosition(1, 10), WrittenAt = 1000 }, _session["s0"]);
        Assert.Equal(ShardMark.Empty, _session["s1"]);
    }

    [Fact]
    public void A_position_asked_for_before_a_write_ended_does_not_settle_it()
    {
        var before = _session.WritesOf("s0");
        _session.Unsettle("s0", DateTimeOffset.UnixEpoch);

        _session.Settle("s0", new LogPosition(1, 10), before);

        Assert.True(_session["s0"].IsUnsettled);
    }

    [Fact]
    public void A_write_that_is_decided_and_not_carried_out_stays_unsettled_until_it_is()
    {
        var done = _session.KeepUnsettled("s0", DateTimeOffset.UnixEpoch);
        var doneToo = _session.KeepUnsettled("s0", DateTimeOffset.UnixEpoch);

        Settle(10);
        Assert.True(_session["s0"].IsUnsettled);
        done();
        Settle(20);
        Assert.True(_session["s0"].IsUnsettled);

        // A position that was asked for before does not contain it.
        var before = _session.WritesOf("s0");
        doneToo();
        _session.Settle("s0", new LogPosition(1, 25), before);
        Assert.True(_session["s0"].IsUnsettled);
        Settle(30);
        Assert.False(_session["s0"].IsUnsettled);

        void Settle(ulong offset) => _session.Settle("s0", new LogPosition(1, offset), _session.WritesOf("s0"));
    }

    [Fact]
    public void Marks_only_grow()
    {
        _session.Add("s0", new ShardMark { Written = new LogPosition(2, 10), Read = new LogPosition(1, 50) });
        _session.Add("s0", new ShardMark { Written = new LogPosition(1, 30), Read = new LogPosition(1, 40), WrittenAt = 5 });

        Assert.Equal(new ShardMark { Written = new LogPosition(2, 30), Read = new LogPosition(1, 50), WrittenAt = 5 }, _session["s0"]);
    }

    [Fact]
    public void A_read_stays_unsettled_until_its_position_is_known()
    {
        var (server, run) = (new ShardServer("s0/1", new ShardEndpoint("x", null)), new ServerRun("now"));
        _session.AddUnsettledRead("s0", server, run);
        var read = Assert.Single(_session.UnsettledReadsOf("s0"));

        // The same server is read once more while somebody asks for its position: the answer is not about this read.
        _session.AddUnsettledRead("s0", server, run);
        _session.SettleRead("s0", read, new LogPosition(1, 5));
        Assert.Equal(new LogPosition(1, 5), _session["s0"].Read);
        var again = Assert.Single(_session.UnsettledReadsOf("s0"));

        _session.SettleRead("s0", again, new LogPosition(1, 6));
        Assert.Equal(new LogPosition(1, 6), _session["s0"].Read);
        Assert.Empty(_session.UnsettledReadsOf("s0"));
        Assert.Empty(_session.UnsettledReads);
    }

    [Fact]
    public void A_read_of_a_server_that_is_gone_has_the_primary_asked()
    {
        _session.AddUnsettledRead("s0", new ShardServer("s0/1", new ShardEndpoint("x", null)), new ServerRun("now"));

        _session.UnsettleRead("s0", Assert.Single(_session.UnsettledReadsOf("s0")), DateTimeOffset.UnixEpoch);

        Assert.True(_session["s0"].IsUnsettled);
        Assert.Empty(_session.UnsettledReads);
    }

    [Fact]
    public void What_another_session_may_have_written_anywhere_unsettles_every_shard_that_it_does_not_name()
    {
        _session.Add("s0", new ShardMark { Written = new LogPosition(1, 10) });
        _session.Add("s1", new ShardMark { Written = new LogPosition(1, 10) });
        var (before0, before2) = (_session.WritesOf("s0"), _session.WritesOf("s2"));

        _session.Add(new SessionMarks([new("s1", new ShardMark { Written = new LogPosition(1, 20) })], new ShardMark { IsUnsettled = true, WrittenAt = 7 }));

        Assert.Equal(new ShardMark { Written = new LogPosition(1, 10), IsUnsettled = true, WrittenAt = 7 }, _session["s0"]);
        Assert.Equal(new ShardMark { Written = new LogPosition(1, 20) }, _session["s1"]);
        Assert.Equal(new ShardMark { IsUnsettled = true, WrittenAt = 7 }, _session["s2"]);

        // Positions that were asked for before settle nothing of it; later ones do, shard by shard.
        _session.Settle("s0", new LogPosition(1, 11), before0);
        _session.Settle("s2", new LogPosition(1, 11), before2);
        Assert.True(_session["s0"].IsUnsettled && _session["s2"].IsUnsettled);
        _session.Settle("s0", new LogPosition(1, 12), _session.WritesOf("s0"));
        _session.Settle("s2", new LogPosition(1, 12), _session.WritesOf("s2"));
        Assert.False(_session["s0"].IsUnsettled || _session["s2"].IsUnsettled);
        Assert.True(_session["s3"].IsUnsettled);
    }

    [Fact]
    public void An_imported_mark_that_is_unsettled_is_not_settled_by_a_position_asked_for_before()
    {
        var before = _session.WritesOf("s0");
        _session.Add("s0", new ShardMark { IsUnsettled = true });

        _session.Settle("s0", new LogPosition(1, 10), before);

        Assert.True(_session["s0"].IsUnsettled);
    }
}
