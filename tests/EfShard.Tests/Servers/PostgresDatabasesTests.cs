using EfShard.TestServers;
using Npgsql;
using Xunit;

namespace EfShard.Tests.Servers;

public sealed class PostgresDatabasesTests(PostgresDatabasesFixture fixture) : IClassFixture<PostgresDatabasesFixture>
{
    [PostgresFact]
    public async Task The_four_databases_lie_on_four_servers()
    {
        var systems = await Task.WhenAll(
            fixture.Databases.Shards.Select(shard => ScalarAsync<long>(shard, "SELECT system_identifier FROM pg_control_system()")));

        Assert.Equal(PostgresShards.Count, systems.Distinct().Count());
    }

    [PostgresFact]
    public async Task The_single_database_is_another_one_on_the_first_server()
    {
        const string system = "SELECT system_identifier FROM pg_control_system()";
        const string database = "SELECT current_database()";
        var (first, single) = (fixture.Databases.Shards[0], fixture.Databases.Single);

        Assert.Equal(await ScalarAsync<long>(first, system), await ScalarAsync<long>(single, system));
        Assert.NotEqual(await ScalarAsync<string>(first, database), await ScalarAsync<string>(single, database));
    }

    [PostgresFact]
    public async Task Every_database_orders_text_by_the_C_locale_and_can_prepare_transactions()
    {
        foreach (var database in fixture.Databases.Shards.Append(fixture.Databases.Single))
        {
            Assert.Equal("B", await ScalarAsync<string>(database, "SELECT t FROM (VALUES ('a'), ('B')) v (t) ORDER BY t LIMIT 1"));
            Assert.True(await ScalarAsync<bool>(database, "SELECT current_setting('max_prepared_transactions')::int > 0"));
        }
    }

    [PostgresFact]
    public async Task Disposed_databases_are_gone_although_somebody_is_connected()
    {
        var databases = await PostgresShards.CreateDatabasesAsync("Name with blanks, so long that PostgreSQL would cut it off somewhere");
        await using var connection = new NpgsqlConnection(databases.Shards[0]);
        await connection.OpenAsync();

        await databases.DisposeAsync();

        Assert.Equal(0, await ScalarAsync<long>(
            fixture.Databases.Single, $"SELECT count(*) FROM pg_database WHERE datname LIKE '{databases.Name}%'"));
    }

    private static async Task<T?> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T?)await command.ExecuteScalarAsync();
    }
}
