namespace EfShard.Topology;

/// <summary>For tests: gathers what cheaper ways answer too, so that their answers can be compared with it.</summary>
internal enum GatherMode
{
    /// <summary>Only what several shards can't answer each by itself is gathered.</summary>
    AsNeeded,

    /// <summary>Every query that names no shard is gathered, also those that one shard could answer.</summary>
    Always,

    /// <summary>
    ///     The same without shipping anything, on Sqlite over at most ten files: one connection attaches them all, and sees their rows through
    ///     views. The oracle for <see cref="Always" />.
    /// </summary>
    AlwaysAttached,
}
