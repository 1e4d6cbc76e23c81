using EfShard.TestServers.Clusters;

namespace EfShard.Replicas.Tests.Histories;

/// <summary>Makes replicas fall behind at random, until stopped: pauses them, delays what they apply, kills and restarts them.</summary>
public sealed class Lag(IReadOnlyList<PostgresNode> replicas, int seed)
{
    private readonly Random _random = new(seed);

    public int Disturbances { get; private set; }

    /// <param name="kills">Whether replicas are killed, too.</param>
    /// <param name="stop">Ends it; every replica then applies what it gets.</param>
    public async Task RunAsync(bool kills, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var replica = replicas[_random.Next(replicas.Count)];
            Disturbances++;
            switch (_random.Next(kills ? 5 : 4))
            {
                case 0 or 1:
                    await replica.PauseReplayAsync();
                    await PauseAsync(50, 400, stop);
                    await replica.ResumeReplayAsync();
                    break;
                case 2 or 3:
                    await replica.DelayReplayAsync(TimeSpan.FromMilliseconds(_random.Next(20, 200)));
                    await PauseAsync(100, 500, stop);
                    await replica.DelayReplayAsync(TimeSpan.Zero);
                    break;
                default:
                    await replica.KillAsync();
                    await PauseAsync(10, 100, stop);
                    await replica.StartAsync();
                    break;
            }

            await PauseAsync(10, 100, stop);
        }
    }

    // Lag lasts some time; nothing is expected to have happened after it.
    private async Task PauseAsync(int least, int most, CancellationToken stop)
        => await Task.Delay(_random.Next(least, most), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
