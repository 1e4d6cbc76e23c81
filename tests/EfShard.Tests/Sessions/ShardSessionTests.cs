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
    public void Reads_are_taken_once_to_be_settled()
    {
        var (server, run) = (new ShardServer("s0/1", new ShardEndpoint("x", null)), new ServerRun("now"));
        _session.AddUnsettledRead("s0", server, run);
        _session.AddUnsettledRead("s0", server, run);

        Assert.Equal(new UnsettledRead(server, run), Assert.Single(_session.TakeUnsettledReads("s0")));
        Assert.Empty(_session.TakeUnsettledReads("s0"));
    }
}
