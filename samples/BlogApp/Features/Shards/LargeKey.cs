namespace BlogApp.Features.Shards;

/// <summary>A user with many posts: what makes one shard fuller than another.</summary>
public sealed record LargeKey(long UserId, string Name, string Shard, int Posts);
