using EfShard.Execution.Gathering;
using EfShard.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Xunit;

namespace EfShard.Tests.Gathering;

/// <summary>What Sqlite makes of the views, below EF Core.</summary>
public sealed class GatherScriptTests : IClassFixture<LibraryDatabases>, IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:;Pooling=False");

    public GatherScriptTests(LibraryDatabases databases)
    {
        using var sharded = databases.Sharded(HowGathered.Always);
        var topology = ShardingOptionsExtension.TopologyOf(sharded.GetService<IDbContextOptions>());
        _connection.Open();
        using var command = _connection.CreateCommand();
        command.CommandText = GatherScript.Write(sharded.Model, topology);
        for (var shard = 0; shard < LibraryDatabases.Shards.Count; shard++)
        {
            command.Parameters.AddWithValue(
                GatherScript.FileParameter(shard), new SqliteConnectionStringBuilder(databases.ConnectionString(LibraryDatabases.Shards[shard])).DataSource);
        }

        command.ExecuteNonQuery();
    }

    [Theory]
    [InlineData("SELECT count(*) FROM Books WHERE Genre = 7", 15)]
    [InlineData("SELECT count(*) FROM (SELECT DISTINCT Genre, Id FROM Books) WHERE Genre = 7", 15)]
    [InlineData("SELECT count(*) FROM Countries c LEFT JOIN Books b ON b.Genre = 7 WHERE c.Code = 'de'", 15)]
    public void Columns_keep_their_affinity(string sql, long count) => Assert.Equal(count, Scalar(sql));

    [Theory]
    [InlineData("SELECT count(*) FROM Authors WHERE Name = 'aNn'", 9)]
    [InlineData("SELECT count(DISTINCT Name) FROM Authors", 5)]
    [InlineData("SELECT count(*) FROM (SELECT Name FROM Authors GROUP BY Name)", 5)]
    [InlineData("SELECT count(*) FROM (SELECT Name FROM Authors UNION SELECT 'aNn')", 5)]
    [InlineData("SELECT count(*) FROM Countries c LEFT JOIN Authors a ON a.Name = 'aNn' WHERE c.Code = 'de'", 9)]
    [InlineData("SELECT count(*) FROM Countries c LEFT JOIN (SELECT DISTINCT Name, Id FROM Authors) a ON a.Name = 'aNn' WHERE c.Code = 'de'", 9)]
    public void Columns_keep_their_collation(string sql, long count) => Assert.Equal(count, Scalar(sql));

    [Fact]
    public void Each_kind_of_table_shows_each_row_once()
    {
        Assert.Equal(60L, Scalar("SELECT count(*) FROM Books"));
        Assert.Equal(60L, Scalar("SELECT count(*) FROM BookTitles"));
        Assert.Equal(3L, Scalar("SELECT count(*) FROM Countries"));
        Assert.Equal(2L, Scalar("SELECT count(*) FROM Settings"));
    }

    [Theory]
    [InlineData("DELETE FROM shard0.Books")]
    [InlineData("CREATE TABLE shard0.Other (Id INTEGER)")]
    public void Nothing_can_be_changed(string sql)
    {
        var error = Assert.Throws<SqliteException>(() => Scalar(sql));
        Assert.Contains("readonly", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _connection.Dispose();

    private object? Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
