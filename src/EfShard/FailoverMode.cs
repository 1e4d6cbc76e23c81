namespace EfShard;

/// <summary>Who makes a replica the primary when a shard's primary is gone. docs/replicas.md has the cases.</summary>
public enum FailoverMode
{
    /// <summary>The default: somebody else does (Patroni, a cloud, an operator), and EfShard finds out by asking the servers.</summary>
    Observe,

    /// <summary>
    ///     EfShard does, for sites without a manager: one process acts, by a lease on a majority of the replicas. The user of the connection strings needs the right
    ///     to do so. Never together with a manager.
    /// </summary>
    Promote,
}
