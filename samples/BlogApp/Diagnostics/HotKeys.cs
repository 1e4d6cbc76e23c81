using System.Collections.Concurrent;

namespace BlogApp.Diagnostics;

/// <summary>Which users' rows are asked for most. Counts fade, so that yesterday's favourite does not stay on top for ever.</summary>
internal sealed class HotKeys
{
    /// <summary>After so many requests all counts are halved.</summary>
    public const int FadeAfter = 50_000;

    private readonly ConcurrentDictionary<long, int> _counts = new();
    private int _touches;

    public void Touch(long userId)
    {
        _counts.AddOrUpdate(userId, 1, (_, count) => count + 1);
        if (Interlocked.Increment(ref _touches) % FadeAfter == 0)
        {
            Fade();
        }
    }

    /// <summary>The users asked for most, with how often.</summary>
    public List<(long UserId, int Requests)> Hottest(int count)
        => [.. _counts.ToArray().OrderByDescending(k => k.Value).ThenBy(k => k.Key).Take(count).Select(k => (k.Key, k.Value))];

    private void Fade()
    {
        foreach (var (user, _) in _counts)
        {
            if (_counts.AddOrUpdate(user, 0, (_, count) => count / 2) == 0)
            {
                _counts.TryRemove(KeyValuePair.Create(user, 0));
            }
        }
    }
}
