using EfShard.Execution;

namespace EfShard.Tests.Execution;

public class LegTurnsTests
{
    [Fact]
    public void Without_legs_nobody_is_waited_for() => Assert.True(new LegTurns(0).All.IsCompletedSuccessfully);

    [Fact]
    public void Each_leg_is_taken_once_and_all_is_over_when_the_last_has_said_so()
    {
        var turns = new LegTurns(2);
        Assert.True(turns.TryTake(out var first));
        Assert.True(turns.TryTake(out var second));
        Assert.False(turns.IsAnyLeft);
        Assert.False(turns.TryTake(out _));
        Assert.Equal([0, 1], new[] { first, second });

        Assert.False(turns.Done());
        Assert.True(turns.Done());
        Assert.False(turns.All.IsCompleted);
        turns.End();
        Assert.True(turns.All.IsCompletedSuccessfully);
    }
}
