namespace EfShard.Topology;

/// <summary>Says how far a replica is behind, from what the primary was seen to have and when.</summary>
internal static class LagMeter
{
    public static void Measure(ShardServers servers, ShardServer server)
    {
        var list = servers.Current;
        if (server.Role is ShardServerRole.Replica && servers.History.Last is { } primary && server.Position is { IsNone: false } position)
        {
            server.Lag = servers.History.LagOf(position, list.TimelineStart);
            server.LagBytes = primary.Position.Offset > position.Offset ? primary.Position.Offset - position.Offset : 0;
        }
        else
        {
            server.Lag = null;
            server.LagBytes = null;
        }
    }
}
