namespace EfShard;

/// <summary>Whether a shard may be used; <see cref="ShardingFacade.SetAvailabilityAsync" /> changes it. Written into the maps of all shards.</summary>
public enum ShardAvailability
{
    /// <summary>It is read and written.</summary>
    Active,

    /// <summary>It is read. What would write to it is refused.</summary>
    ReadOnly,

    /// <summary>It is neither read nor written, and its database may be gone. What needs its rows is refused.</summary>
    Detached,
}
