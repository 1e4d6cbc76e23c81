namespace BlogApp.Features.Shards;

/// <summary>A user whose rows are asked for often.</summary>
public sealed record HotKey(long UserId, string Name, string Shard, int Requests);
