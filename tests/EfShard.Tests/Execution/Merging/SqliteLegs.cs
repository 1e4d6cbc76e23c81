using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Tests.Execution.Merging;

/// <summary>Readers of databases in memory, as a merge is given them.</summary>
internal sealed class SqliteLegs : IDisposable
{
    private readonly List<SqliteConnection> _connections = [];

    /// <summary>Opens a database that holds what a script makes.</summary>
    public SqliteConnection Open(string script)
    {
        var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        _connections.Add(connection);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = script;
        command.ExecuteNonQuery();
        return connection;
    }

    public static DbDataReader Read(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteReader();
    }

    public static RelationalDataReader Leg(DbDataReader reader)
    {
        var leg = new RelationalDataReader();
        leg.Initialize(null!, null!, reader, Guid.Empty, null);
        return leg;
    }

    public void Dispose() => _connections.ForEach(connection => connection.Dispose());
}
