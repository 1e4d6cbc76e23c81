using System.Data.Common;
using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.Databases;

namespace EfShard.Benchmarks.ByHand;

/// <summary>All posts, the newest first, row by row: a reader a shard, and a heap of their current rows.</summary>
internal sealed class StreamByHand(BlogDatabase database)
{
    private const string Sql = $"SELECT {ShardCommands.PostColumns} FROM \"Posts\" ORDER BY \"WrittenAt\" DESC, \"Id\" DESC";

    private readonly ShardCommands _shards = new(database);

    public async IAsyncEnumerable<Post> ReadAsync()
    {
        var legs = await _shards.OnEachAsync(async shard =>
        {
            var connection = await _shards.OpenAsync(shard);
            var command = ShardCommands.CreateCommand(connection, Sql);
            return (Connection: connection, Reader: await command.ExecuteReaderAsync());
        });
        try
        {
            var heads = new PriorityQueue<(DbDataReader Reader, Post Post), (long, long)>();
            foreach (var (_, reader) in legs)
            {
                await NextAsync(reader);
            }

            while (heads.TryDequeue(out var head, out _))
            {
                yield return head.Post;
                await NextAsync(head.Reader);
            }

            async ValueTask NextAsync(DbDataReader reader)
            {
                if (await reader.ReadAsync())
                {
                    var post = ShardCommands.ReadPost(reader);
                    heads.Enqueue((reader, post), ShardCommands.NewestFirst(post));
                }
            }
        }
        finally
        {
            foreach (var (connection, reader) in legs)
            {
                await reader.DisposeAsync();
                await connection.DisposeAsync();
            }
        }
    }
}
