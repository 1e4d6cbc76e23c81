using System.Data.Common;
using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.Databases;

namespace EfShard.Benchmarks.FanOut;

/// <summary>The newest posts of all shards as one would write them without EF Core: a command a shard, side by side, and a heap that merges.</summary>
internal sealed class HandWrittenFeed(BlogDatabase database)
{
    private const string Sql =
        """
        SELECT "Id", "AuthorId", "Title", "Body", "WrittenAt" FROM "Posts" ORDER BY "WrittenAt" DESC, "Id" DESC LIMIT 20
        """;

    public async Task<List<Post>> ReadAsync()
    {
        // A provider whose asynchronous methods block gets threads, as EfShard gives them.
        var legs = await Task.WhenAll(database.ConnectionStrings.Select(
            text => database.IsAsynchronous ? ReadShardAsync(text) : Task.Run(() => ReadShardAsync(text))));
        return Merge(legs);
    }

    private async Task<List<Post>> ReadShardAsync(string connectionString)
    {
        await using var connection = database.CreateConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Sql;
        await using var reader = await command.ExecuteReaderAsync();
        var posts = new List<Post>(20);
        while (await reader.ReadAsync())
        {
            posts.Add(Read(reader));
        }

        return posts;
    }

    private static Post Read(DbDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        AuthorId = reader.GetInt64(1),
        Title = reader.GetString(2),
        Body = reader.GetString(3),
        WrittenAt = reader.GetDateTime(4),
    };

    private static List<Post> Merge(List<Post>[] legs)
    {
        var heads = new PriorityQueue<(int Leg, int Row), (long, long)>(legs.Length);
        for (var leg = 0; leg < legs.Length; leg++)
        {
            Enqueue(leg, 0);
        }

        var feed = new List<Post>(20);
        while (feed.Count < 20 && heads.TryDequeue(out var head, out _))
        {
            feed.Add(legs[head.Leg][head.Row]);
            Enqueue(head.Leg, head.Row + 1);
        }

        return feed;

        void Enqueue(int leg, int row)
        {
            if (row < legs[leg].Count)
            {
                heads.Enqueue((leg, row), (-legs[leg][row].WrittenAt.Ticks, -legs[leg][row].Id));
            }
        }
    }
}
