using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EfShard.Replicas.Tests;

/// <summary>What alarms look at, over real servers: the health check, and the gauges of lag.</summary>
public sealed class HealthTests
{
    // Of its own: gauges are of all options in the process.
    private const string Shard = "ward";

    [ClusterFact]
    public async Task Health_and_lag_follow_the_servers()
    {
        await using var bank = await ReplicatedBank.StartAsync(shards: 1);
        var cluster = bank.Cluster;
        using var events = new EventList();
        var services = new ServiceCollection();
        services.AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(events);
        services.AddLogging();
        services.AddDbContext<BankContext>(options => options.UseNpgsql().UseLoggerFactory(events).UseSharding(sharding => sharding
            .AddShard(Shard, shard => shard
                .Primary(cluster["s0"].ConnectionStringTo(Shard))
                .Replica(cluster["s0r1"].ConnectionStringTo(Shard))
                .Replica(cluster["s0r2"].ConnectionStringTo(Shard)))
            .Replicas(r => r.LagInterval(TimeSpan.FromMilliseconds(50)).Health(TimeSpan.FromMilliseconds(200), 3))));
        services.AddHealthChecks().AddSharding<BankContext>();
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<BankContext>();
        await context.Database.EnsureCreatedAsync();
        context.Add(new Account { Id = 1 });
        await context.SaveChangesAsync();
        await bank.ReplicateAsync();
        var health = provider.GetRequiredService<HealthCheckService>();
        using var gauges = new Gauges();

        await BecomesAsync(HealthStatus.Healthy, "3 servers answer.");
        Assert.Equal(["primary", "replica", "replica"], (await EntryAsync()).Data.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => d.Value));

        // Behind: the check, the gauges and the event say so, and that it is over.
        await cluster["s0r1"].PauseReplayAsync();
        await WriteAsync();
        await BecomesAsync(HealthStatus.Degraded, $"'{Shard}/1' is ");
        await Eventually.TrueAsync(
            () => gauges["efshard.replica.lag", $"{Shard}/1"] > 1 && gauges["efshard.replica.lag.bytes", $"{Shard}/1"] > 0, "the gauges show the paused replica behind");
        Assert.Equal(0, gauges["efshard.replica.lag.bytes", $"{Shard}/2"]);
        await Eventually.TrueAsync(() => events[ShardingEventId.ReplicaLags].Any(e => e.Contains($"{Shard}/1", StringComparison.Ordinal)), "the event is logged");
        await cluster["s0r1"].ResumeReplayAsync();
        await BecomesAsync(HealthStatus.Healthy, "3 servers answer.");
        await Eventually.TrueAsync(
            () => gauges["efshard.replica.lag", $"{Shard}/1"] == 0 && gauges["efshard.replica.lag.bytes", $"{Shard}/1"] == 0, "the gauges show that it has caught up");

        await cluster["s0r2"].KillAsync();
        await BecomesAsync(HealthStatus.Degraded, $"'{Shard}/2' does not answer");
        await Eventually.TrueAsync(() => gauges["efshard.server.in_service", $"{Shard}/2"] == 0, "the gauge shows it out of service");
        await cluster["s0r2"].StartAsync();
        await BecomesAsync(HealthStatus.Healthy, "3 servers answer.");

        await bank.ReplicateAsync();
        await cluster["s0"].KillAsync();
        await BecomesAsync(HealthStatus.Unhealthy, $"Shard '{Shard}' has no primary that answers.");
        await cluster["s0r1"].PromoteAsync();
        await BecomesAsync(HealthStatus.Degraded, $"'{Shard}/0' does not answer");
        await WriteAsync();

        Task<int> WriteAsync() => context.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, a => a.Value + 1));

        async Task<HealthReportEntry> EntryAsync() => (await health.CheckHealthAsync()).Entries["sharding"];

        Task BecomesAsync(HealthStatus status, string description) => Eventually.TrueAsync(
            async () =>
            {
                var entry = await EntryAsync();

                // It is read by anybody who may see the page.
                Assert.DoesNotContain("127.0.0.1", entry.Description + string.Join(' ', entry.Data.Values), StringComparison.Ordinal);
                return entry.Status == status && entry.Description!.Contains(description, StringComparison.Ordinal);
            },
            $"the health is {status}: {description}", TimeSpan.FromSeconds(60));
    }

    /// <summary>Reads gauges by their servers.</summary>
    private sealed class Gauges : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<(string Gauge, string Server), double> _values = new();

        public Gauges()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "EfShard")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.Start();
        }

        /// <summary>What a gauge shows now; nothing if it shows nothing of the server.</summary>
        public double? this[string gauge, string server]
        {
            get
            {
                _values.Clear();
                _listener.RecordObservableInstruments();
                return _values.TryGetValue((gauge, server), out var value) ? value : null;
            }
        }

        public void Dispose() => _listener.Dispose();

        private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "efshard.server", Value: string server })
                {
                    _values[(instrument.Name, server)] = value;
                }
            }
        }
    }
}
