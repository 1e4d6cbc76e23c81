using EfShard.TestServers.Clusters;

namespace EfShard.Replicas.Tests.Histories;

/// <summary>
///     What befalls the servers of one shard, one thing after the other, until stopped: replicas are paused, delayed, killed; and when it is time for that the primary is
///     killed, the replica with the most log promoted, and the old primary rewound to follow it.
/// </summary>
/// <param name="servers">The shard's servers, the primary first.</param>
/// <param name="isFailoverDue">Whether it is time for a failover; asked with how many there were.</param>
/// <param name="seed">For the choices.</param>
public sealed class Faults(IReadOnlyList<PostgresNode> servers, Func<int, bool> isFailoverDue, int seed)
{
    private readonly Random _random = new(seed);
    private PostgresNode _primary = servers[0];

    public int Disturbances { get; private set; }

    public int Failovers { get; private set; }

    /// <param name="stop">Ends it; every replica then applies what it gets.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (isFailoverDue(Failovers))
            {
                await FailOverAsync();
                Failovers++;
                continue;
            }

            var replicas = Replicas();
            var replica = replicas[_random.Next(replicas.Length)];
            Disturbances++;
            switch (_random.Next(5))
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

    private PostgresNode[] Replicas() => [.. servers.Where(s => s != _primary)];

    private async Task FailOverAsync()
    {
        await _primary.KillAsync();
        var promoted = await MostAdvanced.OfAsync(Replicas());
        await promoted.PromoteAsync();
        await _primary.RewindAsync(promoted);
        _primary = promoted;
    }

    // What is done to a server lasts some time; nothing is expected to have happened after it.
    private async Task PauseAsync(int least, int most, CancellationToken stop)
        => await Task.Delay(_random.Next(least, most), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
