using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Schema;

/// <summary>Sqlite databases in a folder of their own; the folder goes when disposed of.</summary>
public sealed class SqliteFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("efshard-").FullName;

    /// <summary>The connection string of a database by name; opening it creates the file.</summary>
    public string this[string name] => $"Data Source={PathOf(name)}";

    public string PathOf(string name) => Path.Combine(_folder, name + ".db");

    public SqliteConnection Open(string name)
    {
        var connection = new SqliteConnection(this[name]);
        connection.Open();
        return connection;
    }

    public object? Scalar(string name, string sql)
    {
        using var connection = Open(name);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Shards of these names, each a database of its own.</summary>
    public Action<ShardingOptionsBuilder> Shards(params string[] names)
        => sharding =>
        {
            foreach (var name in names)
            {
                sharding.AddShard(name, this[name]);
            }
        };

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
