namespace EfShard.Benchmarks.Blog;

/// <summary>How much data a measurement needs.</summary>
/// <param name="Users">The users, spread over the shards.</param>
/// <param name="PostsPerUser">The posts of each, with bodies of 200 bytes.</param>
/// <param name="Topics">The topics, all on one shard.</param>
/// <param name="AlsoWhole">Whether one more database holds everything, for plain EF Core to ask.</param>
internal sealed record BlogSize(int Users, int PostsPerUser, int Topics, bool AlsoWhole)
{
    /// <summary>For operations on one shard.</summary>
    public static BlogSize Small { get; } = new(400, 20, 10, AlsoWhole: false);

    /// <summary>For queries over all shards.</summary>
    public static BlogSize Large { get; } = new(10_000, 20, 1_000, AlsoWhole: true);
}
