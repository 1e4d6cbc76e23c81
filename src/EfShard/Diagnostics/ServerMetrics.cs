using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace EfShard.Diagnostics;

/// <summary>What is measured of servers and connections, on the meter "EfShard": asked for when somebody looks, and only then.</summary>
internal static class ServerMetrics
{
    private static readonly ConcurrentBag<Func<IEnumerable<ServerReading>>> Servers = [];
    private static readonly ConcurrentBag<Func<IEnumerable<(string Shard, int Open)>>> Shards = [];

    private static readonly Counter<long> Changes = ShardingMeter.Meter.CreateCounter<long>(
        "efshard.primary.changes", "{change}", "News of primaries: found, lost, fenced, promoted.");

    static ServerMetrics()
    {
        ShardingMeter.Meter.CreateObservableGauge("efshard.replica.lag", Lags, "s", "How far a replica was behind its primary when both were last seen.");
        ShardingMeter.Meter.CreateObservableGauge("efshard.replica.lag.bytes", LagBytes, "By", "The same in bytes of log.");
        ShardingMeter.Meter.CreateObservableGauge("efshard.server.in_service", InService, "{server}", "Whether reads may go to a server of a shard with replicas: 1 or 0.");
        ShardingMeter.Meter.CreateObservableUpDownCounter("efshard.connections", Connections, "{connection}", "Open connections of this process to a shard.");
    }

    /// <summary>Has servers and connections measured from now on, as long as the process lives.</summary>
    public static void Watch(Func<IEnumerable<ServerReading>> servers, Func<IEnumerable<(string Shard, int Open)>> shards)
    {
        Servers.Add(servers);
        Shards.Add(shards);
    }

    public static void Change(string shard, string kind)
        => Changes.Add(1, new KeyValuePair<string, object?>("efshard.shard", shard), new KeyValuePair<string, object?>("efshard.change", kind));

    private static IEnumerable<Measurement<double>> Lags()
        => Servers.SelectMany(s => s()).Where(s => s.Lag is not null).Select(s => new Measurement<double>(s.Lag!.Value.TotalSeconds, TagsOf(s)));

    private static IEnumerable<Measurement<long>> LagBytes()
        => Servers.SelectMany(s => s()).Where(s => s.LagBytes is not null).Select(s => new Measurement<long>(s.LagBytes!.Value, TagsOf(s)));

    private static IEnumerable<Measurement<int>> InService()
        => Servers.SelectMany(s => s()).Select(s => new Measurement<int>(s.IsInService ? 1 : 0, TagsOf(s)));

    private static IEnumerable<Measurement<int>> Connections()
        => Shards.SelectMany(s => s()).Select(s => new Measurement<int>(s.Open, new KeyValuePair<string, object?>("efshard.shard", s.Shard)));

    private static KeyValuePair<string, object?>[] TagsOf(ServerReading server) => [new("efshard.shard", server.Shard), new("efshard.server", server.Server)];
}
