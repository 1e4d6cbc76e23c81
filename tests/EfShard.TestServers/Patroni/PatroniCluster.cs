using EfShard.TestServers.Clusters;

namespace EfShard.TestServers.Patroni;

/// <summary>
///     One primary with streaming replicas, run by Patroni with etcd, all on this machine: who is the primary is Patroni's to say. They live until the cluster is disposed of or
///     the process ends, however it ends.
/// </summary>
public sealed class PatroniCluster : IAsyncDisposable
{
    /// <summary>Patroni's lease has to run out, on a busy machine.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly ClusterFolder _folder;
    private readonly List<IDisposable> _rest = [];
    private readonly List<PatroniNode> _nodes = [];

    private PatroniCluster(ClusterFolder folder) => _folder = folder;

    /// <summary>The servers, whatever their roles.</summary>
    public IReadOnlyList<PatroniNode> Nodes => _nodes;

    /// <summary>Starts etcd and the servers, and waits until one is the primary and all others stream, one of them synchronously.</summary>
    /// <param name="nodes">The number of servers.</param>
    public static async Task<PatroniCluster> StartAsync(int nodes = 3)
    {
        var cluster = new PatroniCluster(await ClusterFolder.CreateAsync());
        try
        {
            var etcd = await cluster.StartEtcdAsync();
            for (var i = 0; i < nodes; i++)
            {
                cluster._nodes.Add(new PatroniNode($"p{i}", cluster._folder, etcd));
            }

            await Task.WhenAll(cluster._nodes.Select(n => n.StartAsync()));
            await cluster.SettleAsync();
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        TestRecord.Write($"Patroni cluster of {nodes}");
        return cluster;
    }

    /// <summary>The primary, as soon as there is one.</summary>
    public async Task<PatroniNode> PrimaryAsync()
    {
        PatroniNode? primary = null;
        await WaitAsync(async () => (primary = await FindAsync(n => n.IsPrimaryAsync())) is not null, "there is a primary");
        return primary!;
    }

    /// <summary>The replica that commits wait for, as soon as there is one.</summary>
    public async Task<PatroniNode> SynchronousAsync()
    {
        PatroniNode? replica = null;
        await WaitAsync(async () => (replica = await FindAsync(n => n.IsSynchronousAsync())) is not null, "there is a synchronous replica");
        return replica!;
    }

    /// <summary>Waits until there is a primary, and all other servers whose Patroni runs stream, one of them synchronously.</summary>
    public Task SettleAsync()
        => WaitAsync(
            async () => await FindAsync(n => n.IsPrimaryAsync()) is { } primary && await FindAsync(n => n.IsSynchronousAsync()) is not null
                && (await Task.WhenAll(_nodes.Where(n => n.IsRunning && n != primary).Select(n => n.IsStreamingAsync()))).All(s => s),
            "the cluster has a primary and all others stream");

    /// <summary>As an operator does it: <c>patronictl switchover</c>.</summary>
    /// <param name="candidate">The one to become the primary; with synchronous replication, the synchronous replica.</param>
    public Task SwitchOverAsync(PatroniNode candidate)
        => Command.RunAsync([PatroniPrograms.Control!, "-c", candidate.ConfigurationFile, "switchover", PatroniConfiguration.Scope, "--candidate", candidate.Name, "--force"]);

    /// <summary>Stops everything and removes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync();
        _nodes.ForEach(n => n.Dispose());
        _rest.ForEach(r => r.Dispose());
    }

    private async Task<int> StartEtcdAsync()
    {
        var (clients, peers) = (PortReservation.Take(), PortReservation.Take());
        _rest.AddRange([clients, peers]);
        var (ofClients, ofPeers) = ($"http://127.0.0.1:{clients.Port}", $"http://127.0.0.1:{peers.Port}");
        var etcd = await Supervisor.StartAsync(
            _folder, "etcd", PatroniPrograms.Etcd!,
            "--name", "etcd", "--data-dir", Path.Combine(_folder.Supervisors, "etcd", "data"), "--listen-client-urls", ofClients, "--advertise-client-urls", ofClients,
            "--listen-peer-urls", ofPeers, "--initial-advertise-peer-urls", ofPeers, "--initial-cluster", $"etcd={ofPeers}");
        _rest.Add(etcd);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    return (await http.GetStringAsync(new Uri(ofClients + "/health"))).Contains("true", StringComparison.Ordinal);
                }
                catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
                {
                    return false;
                }
            },
            "etcd answers", Deadline);
        return clients.Port;
    }

    private async Task<PatroniNode?> FindAsync(Func<PatroniNode, Task<bool>> isIt)
    {
        var answers = await Task.WhenAll(_nodes.Select(async n => n.IsRunning && await isIt(n)));
        return _nodes.Where((_, i) => answers[i]).FirstOrDefault();
    }

    private async Task WaitAsync(Func<Task<bool>> condition, string what)
    {
        try
        {
            await Eventually.TrueAsync(condition, what, Deadline);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException(exception.Message + string.Concat(_nodes.Select(n => $"\n{n.Name}:\n{n.Log()}")));
        }
    }
}
