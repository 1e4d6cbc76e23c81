namespace EfShard.Topology;

/// <summary>
///     Chooses one of the servers that may answer a read: of two drawn at random the less loaded one. To take the best of all would send
///     everybody to the same server until its load is measured again. Pure but for the random numbers, which are given.
/// </summary>
internal static class ServerChoice
{
    /// <summary>
    ///     A server is slow if it takes this many milliseconds more than three times what the other takes. Smaller differences are noise, which
    ///     would only shift the shares of equal servers.
    /// </summary>
    private const double LatencyNoise = 50;

    /// <summary>One of so many reads goes to a slow server all the same, or nobody would notice that it has recovered.</summary>
    private const double SlowShare = 1 / 16.0;

    /// <summary>Chooses.</summary>
    /// <param name="eligible">The servers to choose from; may be reordered.</param>
    /// <param name="localZone">The zone to stay in where a server of it is eligible.</param>
    /// <param name="random">The next random number between 0 and 1.</param>
    public static ShardServer? Choose(Span<ShardServer> eligible, string? localZone, Func<double> random)
    {
        var local = localZone is null ? 0 : MoveToFront(eligible, localZone);
        if (local > 0)
        {
            eligible = eligible[..local];
        }

        switch (eligible.Length)
        {
            case 0:
                return null;
            case 1:
                return eligible[0];
        }

        var first = Draw(eligible, random());
        (eligible[0], eligible[first]) = (eligible[first], eligible[0]);
        var second = 1 + Draw(eligible[1..], random());
        return Better(eligible[0], eligible[second], random);
    }

    /// <summary>The server of a user key, the same in every process: when servers come and go, only the users of those move.</summary>
    public static ShardServer? ChooseFor(string key, ReadOnlySpan<ShardServer> eligible)
    {
        ShardServer? best = null;
        ulong bestHash = 0;
        foreach (var server in eligible)
        {
            var score = Score(key, server.Name);
            if (best is null || score > bestHash)
            {
                (best, bestHash) = (server, score);
            }
        }

        return best;
    }

    /// <summary>The one drawn first unless the other is less loaded: which of equals it is, idle ones among them, is chance and follows the weights.</summary>
    private static ShardServer Better(ShardServer first, ShardServer second, Func<double> random)
    {
        if (IsSlow(first, second) || IsSlow(second, first))
        {
            return IsSlow(first, second) == (random() < SlowShare) ? first : second;
        }

        return first.InFlight / first.Endpoint.Weight <= second.InFlight / second.Endpoint.Weight ? first : second;
    }

    private static bool IsSlow(ShardServer server, ShardServer other) => server.Latency > (3 * other.Latency) + LatencyNoise;

    /// <summary>Draws a position, each as likely as its server's weight says.</summary>
    private static int Draw(ReadOnlySpan<ShardServer> servers, double random)
    {
        double total = 0;
        foreach (var server in servers)
        {
            total += server.Endpoint.Weight;
        }

        var left = random * total;
        for (var i = 0; i < servers.Length - 1; i++)
        {
            left -= servers[i].Endpoint.Weight;
            if (left < 0)
            {
                return i;
            }
        }

        return servers.Length - 1;
    }

    /// <summary>FNV-1a, stirred so that names which differ in their last letter differ in all bits.</summary>
    private static ulong Score(string key, string server)
    {
        var hash = 14695981039346656037;
        foreach (var letter in key)
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        foreach (var letter in server)
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        return hash ^ (hash >> 33);
    }

    private static int MoveToFront(Span<ShardServer> servers, string zone)
    {
        var count = 0;
        for (var i = 0; i < servers.Length; i++)
        {
            if (servers[i].Endpoint.Zone == zone)
            {
                (servers[count], servers[i]) = (servers[i], servers[count]);
                count++;
            }
        }

        return count;
    }
}
