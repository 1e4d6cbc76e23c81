using System.Data.Common;
using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.Databases;

namespace EfShard.Benchmarks.ByHand;

/// <summary>What code without EF Core needs to ask the shards: a command on each, side by side.</summary>
internal sealed class ShardCommands(BlogDatabase database)
{
    public const string PostColumns = "\"Id\", \"AuthorId\", \"Title\", \"Body\", \"TopicId\", \"Likes\", \"WrittenAt\"";

    public BlogDatabase Database => database;

    /// <summary>Does something on each shard; a provider whose asynchronous methods block gets threads, as EfShard gives them.</summary>
    public Task<T[]> OnEachAsync<T>(Func<int, Task<T>> work)
        => Task.WhenAll(Enumerable.Range(0, BlogDatabase.ShardCount).Select(shard => database.IsAsynchronous ? work(shard) : Task.Run(() => work(shard))));

    /// <summary>Reads all rows of one command from each shard.</summary>
    public Task<List<T>[]> ReadEachAsync<T>(string sql, Func<DbDataReader, T> read, params (string Name, object Value)[] parameters)
        => OnEachAsync(shard => ReadAsync(shard, sql, read, parameters));

    public async Task<List<T>> ReadAsync<T>(int shard, string sql, Func<DbDataReader, T> read, params (string Name, object Value)[] parameters)
    {
        await using var connection = await OpenAsync(shard);
        await using var command = CreateCommand(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public async Task<DbConnection> OpenAsync(int shard)
    {
        var connection = database.CreateConnection(database.ConnectionStrings[shard]);
        await connection.OpenAsync();
        return connection;
    }

    public static DbCommand CreateCommand(DbConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public static Post ReadPost(DbDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        AuthorId = reader.GetInt64(1),
        Title = reader.GetString(2),
        Body = reader.GetString(3),
        TopicId = reader.GetInt32(4),
        Likes = reader.GetInt32(5),
        WrittenAt = reader.GetDateTime(6),
    };

    /// <summary>The newest first.</summary>
    public static (long, long) NewestFirst(Post post) => (-post.WrittenAt.Ticks, -post.Id);
}
