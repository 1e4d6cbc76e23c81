using EfShard.Benchmarks.Databases;
using Npgsql;

namespace EfShard.Benchmarks.ByHand;

/// <summary>Ships by COPY, binary and unread, into temporary tables.</summary>
internal sealed class PostgresShipping(BlogDatabase database) : IShipping
{
    private readonly ShardCommands _shards = new(database);

    public async Task<long> CountLikedAsync()
    {
        var topics = new MemoryStream();
        await using (var source = (NpgsqlConnection)await _shards.OpenAsync(0))
        {
            await using var rows = await source.BeginRawBinaryCopyAsync("COPY (SELECT \"Id\", \"Weight\" FROM \"Topics\") TO STDOUT (FORMAT BINARY)");
            await rows.CopyToAsync(topics);
        }

        var counts = await _shards.OnEachAsync(async shard =>
        {
            await using var connection = (NpgsqlConnection)await _shards.OpenAsync(shard);
            await using var transaction = await connection.BeginTransactionAsync();
            await ExecuteAsync(connection, "CREATE TEMP TABLE topics (id int, weight int) ON COMMIT DROP");
            await using (var target = await connection.BeginRawBinaryCopyAsync("COPY topics FROM STDIN (FORMAT BINARY)"))
            {
                await target.WriteAsync(topics.GetBuffer().AsMemory(0, (int)topics.Length));
            }

            return await CountAsync(connection, "SELECT count(*) FROM \"Posts\" p JOIN topics t ON p.\"TopicId\" = t.id WHERE p.\"Likes\" > t.weight");
        });
        return counts.Sum();
    }

    public async Task<long> CountPairsAsync(int likes)
    {
        await using var scratch = (NpgsqlConnection)await _shards.OpenAsync(0);
        await using var transaction = await scratch.BeginTransactionAsync();
        await ExecuteAsync(scratch, "CREATE TEMP TABLE posts (topic int, title text) ON COMMIT DROP; CREATE TEMP TABLE users (id bigint, name text) ON COMMIT DROP");
        await ShipAsync(scratch, "posts", $"SELECT \"TopicId\", \"Title\" FROM \"Posts\" WHERE \"Likes\" < {likes}");
        await ShipAsync(scratch, "users", "SELECT \"Id\", \"Name\" FROM \"Users\"");
        return await CountAsync(scratch, "SELECT count(*) FROM posts p JOIN users u ON p.topic::bigint = u.id WHERE p.title <> u.name");
    }

    /// <summary>A connection takes one COPY at a time: the shards' rows follow each other, while the next shards already produce theirs.</summary>
    private async Task ShipAsync(NpgsqlConnection scratch, string table, string sql)
    {
        var parts = await _shards.OnEachAsync(async shard =>
        {
            var buffer = new MemoryStream();
            await using var source = (NpgsqlConnection)await _shards.OpenAsync(shard);
            await using var rows = await source.BeginRawBinaryCopyAsync($"COPY ({sql}) TO STDOUT (FORMAT BINARY)");
            await rows.CopyToAsync(buffer);
            return buffer;
        });
        foreach (var part in parts)
        {
            await using var target = await scratch.BeginRawBinaryCopyAsync($"COPY {table} FROM STDIN (FORMAT BINARY)");
            await target.WriteAsync(part.GetBuffer().AsMemory(0, (int)part.Length));
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
