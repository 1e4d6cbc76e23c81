using EfShard.Benchmarks.Databases;
using Microsoft.Data.Sqlite;

namespace EfShard.Benchmarks.ByHand;

/// <summary>Ships by attaching files: rows are read where they are needed, and copied where a union of them would have no index.</summary>
internal sealed class SqliteShipping(BlogDatabase database) : IShipping
{
    private readonly ShardCommands _shards = new(database);

    public async Task<long> CountLikedAsync()
        => (await _shards.OnEachAsync(shard =>
        {
            using var connection = Open(shard);
            Attach(connection, 0);
            return Task.FromResult(Count(
                connection, "SELECT count(*) FROM main.\"Posts\" p JOIN shard0.\"Topics\" t ON p.\"TopicId\" = t.\"Id\" WHERE p.\"Likes\" > t.\"Weight\""));
        })).Sum();

    public async Task<long> CountPairsAsync(int likes)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        await connection.OpenAsync();
        for (var shard = 0; shard < BlogDatabase.ShardCount; shard++)
        {
            Attach(connection, shard);
        }

        Execute(connection, "CREATE TABLE posts (topic INTEGER, title TEXT); CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)");
        for (var shard = 0; shard < BlogDatabase.ShardCount; shard++)
        {
            Execute(connection, $"INSERT INTO posts SELECT \"TopicId\", \"Title\" FROM shard{shard}.\"Posts\" WHERE \"Likes\" < {likes}");
            Execute(connection, $"INSERT INTO users SELECT \"Id\", \"Name\" FROM shard{shard}.\"Users\"");
        }

        return Count(connection, "SELECT count(*) FROM posts p JOIN users u ON p.topic = u.id WHERE p.title <> u.name");
    }

    /// <summary>Not pooled: what is attached would stay.</summary>
    private SqliteConnection Open(int shard)
    {
        var connection = new SqliteConnection(_shards.Database.ConnectionStrings[shard] + ";Pooling=False");
        connection.Open();
        return connection;
    }

    private void Attach(SqliteConnection connection, int shard)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"ATTACH DATABASE @file AS shard{shard}";
        command.Parameters.AddWithValue("@file", new SqliteConnectionStringBuilder(_shards.Database.ConnectionStrings[shard]).DataSource);
        command.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Count(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
