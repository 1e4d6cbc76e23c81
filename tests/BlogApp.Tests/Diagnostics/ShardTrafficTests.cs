using BlogApp.Diagnostics;

namespace BlogApp.Tests.Diagnostics;

public sealed class ShardTrafficTests
{
    [Fact]
    public void Requests_are_counted_by_the_second_and_forgotten_after_a_minute()
    {
        var clock = new ManualClock();
        var traffic = new ShardTraffic(clock);
        traffic.Count("s0");
        traffic.Count("s0");
        clock.Advance(TimeSpan.FromSeconds(2));
        traffic.Count("s0");

        var now = traffic.Of("s0");
        Assert.Equal((3, 3), (now.Total, now.LastMinute));
        Assert.Equal([2, 0, 1], now.LastSeconds.TakeLast(3));

        clock.Advance(TimeSpan.FromSeconds(58));
        Assert.Equal((3, 1), (traffic.Of("s0").Total, traffic.Of("s0").LastMinute));

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((3, 0), (traffic.Of("s0").Total, traffic.Of("s0").LastMinute));
    }

    [Fact]
    public void A_shard_that_was_never_asked_has_no_requests()
        => Assert.Equal((0, 0), (new ShardTraffic(TimeProvider.System).Of("s9").Total, new ShardTraffic(TimeProvider.System).Of("s9").LastMinute));

    private sealed class ManualClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
