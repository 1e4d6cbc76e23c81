using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.Databases;

namespace EfShard.Benchmarks.ByHand;

/// <summary>A page far down: the keys of all rows before it are merged, and only the page's own rows are fetched.</summary>
internal sealed class PageByHand(BlogDatabase database)
{
    private const string Keys = "SELECT \"WrittenAt\", \"Id\" FROM \"Posts\" ORDER BY \"WrittenAt\" DESC, \"Id\" DESC LIMIT @rows";

    private readonly ShardCommands _shards = new(database);

    public async Task<List<Post>> ReadAsync(int offset, int size)
    {
        var legs = await _shards.OnEachAsync(async shard =>
            await _shards.ReadAsync(shard, Keys, r => (WrittenAt: r.GetDateTime(0), Id: r.GetInt64(1), Shard: shard), ("@rows", offset + size)));
        var page = HeapMerge.Merge(legs, key => (-key.WrittenAt.Ticks, -key.Id)).Skip(offset).Take(size).ToList();
        var rows = await _shards.OnEachAsync(shard =>
        {
            var own = page.Where(key => key.Shard == shard).Select(key => key.Id).ToList();
            return own.Count == 0
                ? Task.FromResult(new List<Post>())
                : _shards.ReadAsync(
                    shard, $"SELECT {ShardCommands.PostColumns} FROM \"Posts\" WHERE \"Id\" IN ({string.Join(", ", own)})", ShardCommands.ReadPost);
        });
        return [.. rows.SelectMany(leg => leg).OrderBy(ShardCommands.NewestFirst)];
    }
}
