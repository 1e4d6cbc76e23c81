using EfShard.Topology;

namespace EfShard.Execution;

/// <summary>Refuses, before anything is sent, what needs a shard that is detached or writes to one that is read-only.</summary>
internal static class ArchivedShards
{
    /// <summary>Refuses shards that can't be used so.</summary>
    /// <exception cref="ShardArchivedException">One of them is detached, or read-only and to be written.</exception>
    public static void Demand(ShardTopology topology, in ShardSet shards, bool isWrite)
    {
        if (!topology.HasArchived)
        {
            return;
        }

        Refuse(topology, shards, ShardAvailability.Detached);
        if (isWrite)
        {
            Refuse(topology, shards, ShardAvailability.ReadOnly);
        }
    }

    /// <summary>The error of a connection to a shard that is detached.</summary>
    public static ShardArchivedException Detached(ShardNode node, Exception? innerException = null)
        => Error(ShardAvailability.Detached, [node.Name], innerException);

    private static void Refuse(ShardTopology topology, ShardSet shards, ShardAvailability availability)
    {
        var archived = shards.AsEnumerable().Select(shard => topology.Shards[shard]).Where(node => node.Availability == availability).Select(node => node.Name).ToArray();
        if (archived.Length > 0)
        {
            throw Error(availability, archived, null);
        }
    }

    private static ShardArchivedException Error(ShardAvailability availability, string[] shards, Exception? innerException)
    {
        var (what, verb) = shards.Length == 1 ? ($"the shard '{shards[0]}', which", "is") : ($"the shards {string.Join(", ", shards)}, which", "are");
        return new ShardArchivedException(
            availability is ShardAvailability.Detached
                ? $"This needs rows of {what} {verb} detached. Nothing has been sent. Add a condition on the shard key that leaves them out (a later period, say), "
                    + "or read what was archived apart from the other shards."
                : $"This writes to {what} {verb} read-only. Nothing has been sent. Write to keys of other shards, or make them active again: "
                    + "context.Sharding().SetAvailabilityAsync(...). A reference table is written on every shard.",
            shards, availability, innerException);
    }
}
