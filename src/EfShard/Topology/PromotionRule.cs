namespace EfShard.Topology;

/// <summary>Who is to be the primary, if anybody may be. Pure: what the standbys say in, a server or the reason against it out. The cases are in docs/replicas.md.</summary>
internal static class PromotionRule
{
    /// <summary>How many replicas of a shard must have given their lease: two processes can't both have so many.</summary>
    public static int Majority(int replicas) => (replicas / 2) + 1;

    /// <summary>Decides.</summary>
    /// <param name="servers">What is known of the shard.</param>
    /// <param name="states">What the replicas that could be reached say, asked while their leases are held.</param>
    /// <returns>The one to promote, or why nobody may be.</returns>
    public static (StandbyState? Chosen, string? Reason) Choose(ServerList servers, IReadOnlyList<StandbyState> states)
    {
        var leased = states.Where(s => s.IsLeased).ToArray();
        var (replicas, needed) = (servers.Servers.Length - 1, Majority(servers.Servers.Length - 1));
        if (states.FirstOrDefault(s => !s.IsStandby) is { } promoted)
        {
            return (null, $"'{promoted.Server.Name}' is a primary already");
        }

        if (leased.Length < needed)
        {
            return (null, $"{leased.Length} of {replicas} replicas have given their lease, and {needed} are needed: the others can't be reached, or another process acts");
        }

        // A replica that still receives is a witness that the primary lives, unless it is fed by one of the others.
        if (states.FirstOrDefault(s => s.Sender is { } sender && !states.Any(o => IsAt(o.Server, sender))) is { } witness)
        {
            return (null, $"'{witness.Server.Name}' still receives from {witness.Sender}");
        }

        // One on an older timeline, or that has received nothing since it was started, may hold rows that never were.
        var chosen = leased.Where(s => s.Server.Position.Timeline == servers.Timeline).MaxBy(s => s.Received);
        return chosen is null ? (null, $"no replica is known to be on timeline {servers.Timeline}") : (chosen, null);
    }

    private static bool IsAt(ShardServer server, ServerAddress address)
        => string.Equals(server.Address.Host, address.Host, StringComparison.OrdinalIgnoreCase) && (server.Address.Port ?? address.Port) == address.Port;
}
