using EfShard.Sessions;
using EfShard.Topology;

namespace EfShard.Execution.Replicas;

/// <summary>One leg's search for a server: what it needs, since when it searches, and who has failed it.</summary>
internal sealed class ReadAttempt(ShardNode node, Consistency consistency, ReplicaOptions options)
{
    private readonly long _begun = options.Time.GetTimestamp();
    private List<ShardServer>? _failed;

    public ShardNode Node => node;

    public Consistency Consistency => consistency;

    /// <summary>What a replica must hold; <see langword="null" /> where only the primary will do.</summary>
    public LogPosition? Needed { get; set; }

    /// <summary>Whether it has waited as long as a read may wait for a replica.</summary>
    public bool IsOver => options.Time.GetElapsedTime(_begun) >= options.ReplicaWait;

    /// <summary>The server that an earlier read of the session saw: to read there again needs no position.</summary>
    public UnsettledRead? Last { get; set; }

    public bool IsExcluded(ShardServer server) => _failed?.Contains(server) is true;

    public void Exclude(ShardServer server) => (_failed ??= []).Add(server);

    /// <summary>Whether a server holds what the read needs.</summary>
    public bool IsEligible(ShardServer server, ServerRun? run)
        => !options.ChecksPositions
            || (run is not null && ReadRule.IsEligible(run.Position, Needed!.Value, node.Servers!.Current)
                && (Last is not { } last || (last.Server == server && last.Run == run)));

    /// <summary>Whether the server behind an open connection holds what the read needs.</summary>
    public bool Accepts(ServerLink link)
    {
        var isEligible = IsEligible(link.Server, link.Run);
        if (!isEligible && !ReferenceEquals(link.Run, link.Server.Run))
        {
            // Several servers behind one address, by turns: the pool would give the same connection again, for as long as the one behind it is behind.
            Exclude(link.Server);
        }

        return isEligible;
    }

    /// <summary>Chooses one of the replicas that may answer.</summary>
    /// <param name="isInService">Whether a server is in service.</param>
    /// <param name="isWanted">What else is asked of it.</param>
    public ShardServer? Choose(Func<ShardServer, bool> isInService, Func<ShardServer, bool> isWanted)
    {
        var list = node.Servers!.Current;
        var eligible = new ShardServer[list.Servers.Length];
        var count = 0;
        foreach (var server in list.Servers)
        {
            if (!ReferenceEquals(server, list.Primary) && server.Role is not ShardServerRole.Primary && !IsExcluded(server)
                && isInService(server) && isWanted(server))
            {
                eligible[count++] = server;
            }
        }

        return consistency.UserKey is { } key
            ? ServerChoice.ChooseFor(key, eligible.AsSpan(0, count))
            : ServerChoice.Choose(eligible.AsSpan(0, count), options.LocalZone, options.Random);
    }
}
