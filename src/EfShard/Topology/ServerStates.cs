using System.Globalization;
using EfShard.Diagnostics;

namespace EfShard.Topology;

/// <summary>Puts what is known of the servers into words for users.</summary>
internal static class ServerStates
{
    public static IReadOnlyList<ShardServerStatus> Of(ShardTopology topology, IReadOnlyDictionary<string, Exception>? failures = null)
        => [.. topology.Shards.SelectMany(node => Of(node, topology.Replicas, failures))];

    /// <summary>The same for gauges.</summary>
    public static IEnumerable<ServerReading> Readings(IEnumerable<ShardNode> shards, ReplicaOptions options)
        => shards.Where(s => s.Servers is not null).SelectMany(s => Of(s, options, null))
            .Select(s => new ServerReading(s.Shard, s.Name, s.IsInService, s.Lag, s.LagBytes));

    private static IEnumerable<ShardServerStatus> Of(ShardNode node, ReplicaOptions options, IReadOnlyDictionary<string, Exception>? failures)
    {
        if (node.Servers is not { } servers)
        {
            var failure = failures?.GetValueOrDefault($"{node.Name}/0");
            return
            [
                new ShardServerStatus
                {
                    Shard = node.Name, Name = $"{node.Name}/0", Address = node.Address.ToString(), Zone = node.Primary.Zone, TakesWrites = true,
                    IsInService = failure is null, Failures = failure is null ? 0 : 1, Failure = failure,
                },
            ];
        }

        var list = servers.Current;
        return list.Servers.Select(server => Of(node, server, list, options) with { Failure = failures?.GetValueOrDefault(server.Name) });
    }

    private static ShardServerStatus Of(ShardNode node, ShardServer server, ServerList list, ReplicaOptions options)
    {
        var position = server.Position;
        return new ShardServerStatus
        {
            Shard = node.Name,
            Name = server.Name,
            Address = server.Address.ToString(),
            Zone = server.Endpoint.Zone,
            Role = server.Role,
            TakesWrites = ReferenceEquals(server, list.Primary),
            IsFenced = server.IsFenced,
            IsInService = !server.IsFenced && (position.IsNone ? server.Role is not ShardServerRole.Detached : position.Timeline == list.Timeline)
                && server.IsInService(options),
            Failures = server.Failures,
            Lag = server.Lag,
            LagBytes = (long?)server.LagBytes,
            Timeline = position.IsNone ? null : position.Timeline,
            Position = position.IsNone ? null : string.Create(CultureInfo.InvariantCulture, $"{position.Offset >> 32:X}/{position.Offset & 0xFFFFFFFF:X}"),
            InFlight = server.InFlight,
            Latency = TimeSpan.FromMilliseconds(server.Latency),
        };
    }
}
