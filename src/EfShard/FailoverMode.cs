namespace EfShard;

/// <summary>Who makes a replica the primary when the primary is lost.</summary>
public enum FailoverMode
{
    /// <summary>Somebody else: Patroni, a cloud, an operator. EfShard finds the new primary by itself.</summary>
    Observe,

    /// <summary>EfShard, for sites that have nobody else. docs/replicas.md says what it can't guarantee.</summary>
    Promote,
}
