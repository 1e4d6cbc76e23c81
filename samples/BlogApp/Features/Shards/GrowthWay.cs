namespace BlogApp.Features.Shards;

/// <summary>What one more shard would move by one way of placing keys.</summary>
/// <param name="Name">The way.</param>
/// <param name="IsOwn">Whether it is the blog's.</param>
/// <param name="Users">The users that would move.</param>
/// <param name="Posts">Their posts.</param>
/// <param name="Share">Their share of all posts, from 0 to 1.</param>
public sealed record GrowthWay(string Name, bool IsOwn, int Users, int Posts, double Share);
