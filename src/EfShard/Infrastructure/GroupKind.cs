namespace EfShard.Infrastructure;

/// <summary>How a group was defined.</summary>
internal enum GroupKind
{
    Hash,
    Modulo,
    ConsistentHash,

    /// <summary>A strategy object that brings its own shards: a range, or the application's own.</summary>
    Given,
}
