using EfShard.Execution.Gathering;

namespace EfShard.Tests.Gathering;

public class BroadcastTrialsTests
{
    [Fact]
    public void What_was_large_twice_is_tried_less_and_less_often()
    {
        var trials = new BroadcastTrials();
        var tried = new List<int>();
        for (var i = 0; i < 1_000; i++)
        {
            if (trials.IsDue())
            {
                tried.Add(i);
                trials.Note(BroadcastOutcome.TooMany);
            }
        }

        Assert.Equal([0, 1, 4, 9, 18, 35, 68, 133, 198], tried.Take(9));
        Assert.Equal(65, tried[^1] - tried[^2]);
    }

    [Fact]
    public void What_is_small_is_tried_every_time()
    {
        var trials = new BroadcastTrials();
        trials.Note(BroadcastOutcome.TooMany);
        trials.Note(BroadcastOutcome.TooMany);
        Assert.False(trials.IsDue());

        trials.Note(BroadcastOutcome.Few);

        Assert.True(trials.IsDue());
        trials.Note(BroadcastOutcome.TooMany);
        Assert.True(trials.IsDue());
    }
}
