using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.Databases;

namespace EfShard.Benchmarks.ByHand;

/// <summary>The newest posts of some authors: each shard is asked for its own authors' posts only.</summary>
internal sealed class FeedByHand(BlogDatabase database)
{
    private readonly ShardCommands _shards = new(database);

    private readonly Dictionary<long, int> _shardOf = BlogDatabase.ShardNames
        .SelectMany((name, shard) => database.UsersOf(name).Select(id => (Id: id, Shard: shard)))
        .ToDictionary(user => user.Id, user => user.Shard);

    public async Task<List<Post>> ReadAsync(long[] authors)
    {
        var owned = Array.ConvertAll(new int[BlogDatabase.ShardCount], _ => new List<long>());
        foreach (var author in authors)
        {
            owned[_shardOf[author]].Add(author);
        }

        var legs = await _shards.OnEachAsync(shard => owned[shard].Count == 0 ? Task.FromResult(new List<Post>()) : ReadShardAsync(shard, owned[shard]));
        return [.. HeapMerge.Merge(legs, ShardCommands.NewestFirst).Take(20)];
    }

    private Task<List<Post>> ReadShardAsync(int shard, List<long> authors)
    {
        // Sqlite has no arrays: the list is written out, as EF Core writes it.
        var isArray = _shards.Database.IsAsynchronous;
        var list = isArray ? "= ANY(@authors)" : $"IN ({string.Join(", ", authors.Select((_, i) => $"@a{i}"))})";
        (string, object)[] values = isArray ? [("@authors", authors.ToArray())] : [.. authors.Select((id, i) => ($"@a{i}", (object)id))];
        return _shards.ReadAsync(
            shard,
            $"SELECT {ShardCommands.PostColumns} FROM \"Posts\" WHERE \"AuthorId\" {list} ORDER BY \"WrittenAt\" DESC, \"Id\" DESC LIMIT 20",
            ShardCommands.ReadPost, values);
    }
}
