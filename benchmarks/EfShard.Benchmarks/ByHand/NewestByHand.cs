using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.Databases;

namespace EfShard.Benchmarks.ByHand;

/// <summary>The newest posts of all shards as one would write them without EF Core: a command a shard, side by side, and a heap that merges.</summary>
internal sealed class NewestByHand(BlogDatabase database)
{
    private const string Sql = $"SELECT {ShardCommands.PostColumns} FROM \"Posts\" ORDER BY \"WrittenAt\" DESC, \"Id\" DESC LIMIT 20";

    private readonly ShardCommands _shards = new(database);

    public async Task<List<Post>> ReadAsync()
        => [.. HeapMerge.Merge(await _shards.ReadEachAsync(Sql, ShardCommands.ReadPost), ShardCommands.NewestFirst).Take(20)];
}
