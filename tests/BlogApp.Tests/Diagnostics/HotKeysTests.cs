using BlogApp.Diagnostics;

namespace BlogApp.Tests.Diagnostics;

public sealed class HotKeysTests
{
    [Fact]
    public void The_keys_asked_for_most_come_first()
    {
        var keys = new HotKeys();
        foreach (var key in new long[] { 3, 1, 3, 2, 3, 2 })
        {
            keys.Touch(key);
        }

        Assert.Equal([(3L, 3), (2L, 2)], keys.Hottest(2));
    }

    [Fact]
    public void Counts_fade_and_keys_that_nobody_asks_for_any_more_are_forgotten()
    {
        var keys = new HotKeys();
        keys.Touch(1);
        for (var i = 1; i < HotKeys.FadeAfter; i++)
        {
            keys.Touch(2);
        }

        Assert.Equal([(2L, (HotKeys.FadeAfter - 1) / 2)], keys.Hottest(5));
    }
}
