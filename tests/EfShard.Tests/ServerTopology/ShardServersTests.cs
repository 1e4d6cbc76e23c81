using EfShard.Topology;

namespace EfShard.Tests.ServerTopology;

public sealed class ShardServersTests
{
    private readonly ShardServers _servers = new(
        "s0", new ShardEndpoint("first", null), [new ShardEndpoint("second", null), new ShardEndpoint("third", null)], TimeProvider.System);

    private readonly List<PrimaryChange> _changes = [];

    public ShardServersTests() => _servers.Changed += _changes.Add;

    private ShardServer First => _servers.Current.Servers[0];

    private ShardServer Second => _servers.Current.Servers[1];

    private ShardServer Third => _servers.Current.Servers[2];

    [Fact]
    public void The_primary_of_the_options_is_the_primary_until_somebody_says_otherwise()
    {
        Assert.Same(First, _servers.Current.Primary);
        Assert.False(_servers.MayWrite(First, new ServerRun("now")));

        Assert.True(_servers.MayWrite(First, Primary(First, 1, 100)));
        Assert.Empty(_changes);
    }

    [Fact]
    public void A_promoted_server_is_the_primary_and_the_old_one_is_fenced_out()
    {
        var old = Primary(First, 1, 100);
        var promoted = Primary(Second, 2, 110);

        Assert.Same(Second, _servers.Current.Primary);
        Assert.True(_servers.MayWrite(Second, promoted));
        Assert.False(_servers.MayWrite(First, old));
        Primary(First, 1, 200);
        Assert.Same(Second, _servers.Current.Primary);
        Assert.Equal([PrimaryChangeKind.Found, PrimaryChangeKind.Fenced], _changes.Select(c => c.Kind));
    }

    [Fact]
    public void Of_two_primaries_on_one_timeline_the_first_one_seen_stays()
    {
        Primary(First, 2, 100);
        Primary(Second, 2, 500);

        Assert.Same(First, _servers.Current.Primary);
        Assert.Equal(PrimaryChangeKind.Fenced, Assert.Single(_changes).Kind);
    }

    [Fact]
    public void A_standby_that_receives_a_later_timeline_stops_the_writes_until_its_primary_is_seen()
    {
        var old = Primary(First, 1, 100);
        Standby(Third, 2, 90);

        Assert.Null(_servers.Current.Primary);
        Assert.False(_servers.MayWrite(First, old));
        Primary(Second, 2, 120);
        Assert.Same(Second, _servers.Current.Primary);
        Assert.Equal(120UL, _servers.Current.TimelineStart);
    }

    [Fact]
    public void A_demoted_primary_gets_no_writes()
    {
        var run = Primary(First, 1, 100);
        Standby(First, 1, 100);

        Assert.Null(_servers.Current.Primary);
        Assert.False(_servers.MayWrite(First, run));
    }

    [Fact]
    public void A_restarted_standby_that_has_less_is_another_run()
    {
        var (connection, again) = (new object(), new object());
        var before = Learn(Second, new ServerObservation(true, new LogPosition(1, 100), "monday"), connection);

        var after = Learn(Second, new ServerObservation(true, new LogPosition(1, 90), "monday"), again);

        Assert.NotSame(before, after);
        Assert.Same(after, Second.Run);
        Assert.Same(before, Second.RunOf(connection));
        Assert.Equal(new LogPosition(1, 90), Second.Position);
    }

    [Fact]
    public void A_position_learnt_while_another_connection_asked_does_not_make_another_run()
    {
        var before = Learn(Second, new ServerObservation(true, new LogPosition(1, 100), "monday"), new object());
        Learn(Second, new ServerObservation(true, new LogPosition(1, 120), "monday"), new object());

        // It was asked when 100 was known, and answered with what it had then.
        var run = _servers.Learn(Second, new object(), new ServerObservation(true, new LogPosition(1, 110), "monday"), before, new LogPosition(1, 100), 0);

        Assert.Same(before, run);
        Assert.Equal(new LogPosition(1, 120), run.Position);
    }

    [Fact]
    public void A_standby_that_has_never_received_in_its_run_holds_nothing_certain()
    {
        Learn(Second, new ServerObservation(true, new LogPosition(0, 100), "monday"), new object());

        Assert.Equal(ShardServerRole.Detached, Second.Role);
        Assert.True(Second.Position.IsNone);
    }

    [Fact]
    public void A_standby_that_lost_its_primary_keeps_what_it_holds()
    {
        var connection = new object();
        Learn(Second, new ServerObservation(true, new LogPosition(1, 100), "monday"), connection);
        Learn(Second, new ServerObservation(true, new LogPosition(0, 100), "monday"), connection);

        Assert.Equal(ShardServerRole.Detached, Second.Role);
        Assert.Equal(new LogPosition(1, 100), Second.Position);
    }

    [Fact]
    public void Servers_that_stay_keep_what_is_known_of_them()
    {
        var (first, second) = (First, Second);
        Primary(second, 2, 100);

        _servers.Replace(new ShardEndpoint("fourth", null), [new ShardEndpoint("second", null)]);

        Assert.Equal(2, _servers.Current.Servers.Length);
        Assert.Same(second, _servers.Current.Primary);
        Assert.DoesNotContain(first, _servers.Current.Servers);
    }

    [Fact]
    public void Servers_that_come_while_others_are_asked_are_still_to_be_asked()
    {
        var asked = _servers.Current.Servers;
        Assert.False(_servers.IsObserved);

        _servers.Replace(new ShardEndpoint("first", null), [new ShardEndpoint("fourth", null)]);
        _servers.HaveBeenAsked(asked);

        Assert.False(_servers.IsObserved);
        _servers.HaveBeenAsked(_servers.Current.Servers);
        Assert.True(_servers.IsObserved);

        // Another primary is no other list of servers.
        Primary(Second, 2, 100);
        Assert.True(_servers.IsObserved);
        _servers.Unwatched();
        Assert.False(_servers.IsObserved);
    }

    private ServerRun Primary(ShardServer server, uint timeline, ulong offset)
        => Learn(server, new ServerObservation(false, new LogPosition(timeline, offset), "monday"), server);

    private ServerRun Standby(ShardServer server, uint timeline, ulong offset)
        => Learn(server, new ServerObservation(true, new LogPosition(timeline, offset), "monday"), server);

    private ServerRun Learn(ShardServer server, ServerObservation observation, object connection)
        => _servers.Learn(server, connection, observation, server.Run, server.Position, 0);
}
