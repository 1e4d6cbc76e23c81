namespace BlogApp.Features.Shards;

/// <summary>How many rows a shard holds.</summary>
public sealed record ShardRows(string Shard, int Users, int Posts, int Follows);
