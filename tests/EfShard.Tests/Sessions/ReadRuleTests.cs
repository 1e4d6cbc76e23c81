using EfShard.Sessions;
using EfShard.Topology;

namespace EfShard.Tests.Sessions;

public sealed class ReadRuleTests
{
    private static readonly ShardMark Mark = new() { Written = new LogPosition(1, 10), Read = new LogPosition(2, 5) };

    [Fact]
    public void Each_level_needs_what_it_promises()
    {
        var bound = new LogPosition(1, 7);

        Assert.Null(ReadRule.Needed(ConsistencyLevel.Strong, Mark, bound));
        Assert.Equal(Mark.Written, ReadRule.Needed(ConsistencyLevel.ReadYourWrites, Mark, bound));
        Assert.Equal(new LogPosition(2, 10), ReadRule.Needed(ConsistencyLevel.Session, Mark, bound));
        Assert.Equal(bound, ReadRule.Needed(ConsistencyLevel.BoundedStaleness, Mark, bound));
        Assert.Null(ReadRule.Needed(ConsistencyLevel.BoundedStaleness, Mark, null));
        Assert.Equal(LogPosition.None, ReadRule.Needed(ConsistencyLevel.Eventual, Mark, bound));
        Assert.Equal(LogPosition.None, ReadRule.Needed(ConsistencyLevel.Sticky, Mark, bound));
    }

    /// <summary>
    ///     Every case of up to three timelines, compared with the histories themselves: timeline t+1 begins where t was left. A server at an offset
    ///     of a timeline holds that timeline's history up to there; it may answer if all that was needed and still exists anywhere is in it.
    /// </summary>
    [Fact]
    public void Eligible_is_who_holds_all_that_is_needed_and_still_exists()
    {
        const int most = 6;
        for (var fork2 = 0; fork2 <= most; fork2++)
        {
            for (var fork3 = fork2; fork3 <= most; fork3++)
            {
                // What a timeline's history holds at an offset: the record of each place, by the timeline that wrote it.
                var forks = new[] { fork2, fork3 };
                for (uint latest = 1; latest <= 3; latest++)
                {
                    // The primary was first seen at its fork or later.
                    var begun = latest == 1 ? 0 : forks[latest - 2];
                    for (var seen = begun; seen <= most; seen++)
                    {
                        var servers = new ServerList([], null, latest, (ulong)seen);
                        for (uint timeline = 1; timeline <= latest; timeline++)
                        {
                            for (var has = 0; has <= most; has++)
                            {
                                for (uint wanted = 1; wanted <= latest; wanted++)
                                {
                                    for (var need = 0; need <= most; need++)
                                    {
                                        var isEligible = ReadRule.IsEligible(
                                            new LogPosition(timeline, (ulong)has), new LogPosition(wanted, (ulong)need), servers);
                                        if (isEligible)
                                        {
                                            Assert.Equal(latest, timeline);
                                            var surviving = Enumerable.Range(0, need).Where(place => Writer(forks, wanted, place) == Writer(forks, latest, place));
                                            Assert.All(surviving, place => Assert.True(place < has));
                                        }
                                        else if (timeline == latest)
                                        {
                                            // Nobody waits for what can't come: who has all that was needed, by offset, may answer.
                                            Assert.True(has < need);
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }

        static uint Writer(int[] forks, uint timeline, int place)
        {
            while (timeline > 1 && place < forks[timeline - 2])
            {
                timeline--;
            }

            return timeline;
        }
    }

    [Fact]
    public void A_server_that_never_received_anything_is_eligible_for_nothing()
        => Assert.False(ReadRule.IsEligible(new LogPosition(0, 100), LogPosition.None, new ServerList([], null, 0, ulong.MaxValue)));

    [Theory]
    [InlineData(ConsistencyLevel.Strong, 5000, false)]
    [InlineData(ConsistencyLevel.ReadYourWrites, 999, false)]
    [InlineData(ConsistencyLevel.ReadYourWrites, 1000, true)]
    [InlineData(ConsistencyLevel.Session, 5000, false)]
    [InlineData(ConsistencyLevel.BoundedStaleness, 5000, false)]
    [InlineData(ConsistencyLevel.Eventual, 0, true)]
    [InlineData(ConsistencyLevel.Sticky, 0, true)]
    public void Without_positions_time_decides(ConsistencyLevel level, int sinceWrite, bool isTrusted)
    {
        var mark = ShardMark.Empty with { WrittenAt = 10_000 };

        Assert.Equal(isTrusted, ReadRule.IsTrusted(level, mark, DateTimeOffset.FromUnixTimeMilliseconds(10_000 + sinceWrite), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Without_positions_a_session_that_has_not_written_reads_a_replica()
        => Assert.True(ReadRule.IsTrusted(ConsistencyLevel.ReadYourWrites, ShardMark.Empty, DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)));
}
