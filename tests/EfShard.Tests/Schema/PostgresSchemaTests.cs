using EfShard.Execution;
using EfShard.Infrastructure;
using EfShard.Providers;
using EfShard.Schema;
using EfShard.TestServers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using Xunit;

namespace EfShard.Tests.Schema;

public class PostgresSchemaTests
{
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Shards_are_created_checked_and_deleted(bool async)
    {
        await using var databases = await PostgresShards.CreateDatabasesAsync("schema");
        await using var context = new ShopContext(Options(databases.Shards, npgsql => _ = async ? npgsql.EnableRetryOnFailure() : npgsql));

        Assert.True(async ? await context.Database.EnsureCreatedAsync() : context.Database.EnsureCreated());
        Assert.False(async ? await context.Database.EnsureCreatedAsync() : context.Database.EnsureCreated());

        var customers = 0L;
        for (var i = 0; i < databases.Shards.Count; i++)
        {
            customers += (long)(await Scalar(databases.Shards[i], """SELECT count(*) FROM "Customers" """))!;
            Assert.Equal($"s{i}", await Scalar(databases.Shards[i], """SELECT "Name" FROM "__EFShardMap" WHERE "Kind" = 'shard'"""));
        }

        Assert.Equal(40, customers);
        Assert.Equal(4, (await context.Sharding().EnsureDeletedAsync()).Shards.Count(s => s.Outcome == ShardSchemaOutcome.Deleted));
        Assert.False(async ? await context.Database.CanConnectAsync() : context.Database.CanConnect());

        // Now the databases themselves are missing, too.
        Assert.True(async ? await context.Database.EnsureCreatedAsync() : context.Database.EnsureCreated());
        Assert.True(async ? await context.Database.CanConnectAsync() : context.Database.CanConnect());
    }

    [PostgresFact]
    public async Task Swapped_connection_strings_are_found()
    {
        await using var databases = await PostgresShards.CreateDatabasesAsync("swapped");
        await using (var context = new ShopContext(Options(databases.Shards)))
        {
            await context.Database.EnsureCreatedAsync();
        }

        await using var swapped = new ShopContext(Options([databases.Shards[1], databases.Shards[0], .. databases.Shards.Skip(2)]));
        var error = await Assert.ThrowsAsync<ShardSchemaException>(() => swapped.Database.EnsureCreatedAsync());
        Assert.Contains("says that it is the shard 's1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("on 2 of 4 shards", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Processes_that_create_the_same_map_at_once_do_not_fail()
    {
        await using var databases = await PostgresShards.CreateDatabasesAsync("race");
        var topology = ShardingOptionsExtension.TopologyOf(Options(databases.Shards));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var connection = new NpgsqlConnection(databases.Shards[0]);
            await connection.OpenAsync();
            await new ShardMap(topology, Dialect()).WriteAsync(topology.Shards[0], connection, overwrite: false, default);
        }));

        Assert.Equal(7L, await Scalar(databases.Shards[0], """SELECT count(*) FROM "__EFShardMap" """));
    }

    [PostgresFact]
    public async Task The_default_collation_is_read_with_its_encoding()
    {
        await using var databases = await PostgresShards.CreateDatabasesAsync("collation");
        await using var connection = new NpgsqlConnection(databases.Single);
        await connection.OpenAsync();
        Assert.Equal("C", await DatabaseFacts.ReadDefaultCollationAsync(Dialect(), connection, default));
        Assert.Equal("C", DatabaseFacts.ReadDefaultCollation(Dialect(), connection));

        var name = databases.Name + "_latin";
        await Execute(databases.Single, $"""CREATE DATABASE "{name}" TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'""");
        try
        {
            await using var latin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(databases.Single) { Database = name, Pooling = false }.ConnectionString);
            await latin.OpenAsync();
            Assert.Equal("C (LATIN1)", await DatabaseFacts.ReadDefaultCollationAsync(Dialect(), latin, default));
        }
        finally
        {
            await Execute(databases.Single, $"""DROP DATABASE "{name}" WITH (FORCE)""");
        }
    }

    [PostgresFact]
    public async Task Enums_mapped_by_the_provider_work_on_every_shard()
    {
        await using var databases = await PostgresShards.CreateDatabasesAsync("enums");
        await using var context = new MoodContext(Options(databases.Shards, npgsql => npgsql.MapEnum<Mood>("mood")));
        await context.Database.EnsureCreatedAsync();

        for (var i = 0; i < databases.Shards.Count; i++)
        {
            await using var connection = context.GetService<IShardConnections>().CreateUnverified(i);
            await connection.OpenAsync(default);
            await using var command = connection.DbConnection.CreateCommand();
            command.CommandText = "SELECT 'happy'::mood";
            await using var reader = await command.ExecuteReaderAsync();
            Assert.True(await reader.ReadAsync());
            Assert.Equal(Mood.Happy, reader.GetFieldValue<Mood>(0));
        }
    }

    [PostgresFact]
    public async Task Data_sources_of_the_application_are_used_and_left_alive()
    {
        await using var databases = await PostgresShards.CreateDatabasesAsync("sources");
        var opened = 0;
        var builder = new NpgsqlDataSourceBuilder(databases.Shards[0]);
        builder.UsePhysicalConnectionInitializer(_ => Interlocked.Increment(ref opened), _ =>
        {
            Interlocked.Increment(ref opened);
            return Task.CompletedTask;
        });
        await using var dataSource = builder.Build();
        var options = new DbContextOptionsBuilder().UseNpgsql()
            .UseSharding(s => s.AddShard("s0", dataSource).AddShard("s1", databases.Shards[1])).Options;

        await using (var context = new ShopContext(options))
        {
            Assert.True(await context.Database.EnsureCreatedAsync());
            Assert.True((await context.Sharding().EnsureDeletedAsync()).Succeeded);
            Assert.True(await context.Database.EnsureCreatedAsync());
        }

        Assert.InRange(opened, 1, int.MaxValue);
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("""SELECT count(*) FROM "Customers" """, connection);
        Assert.InRange((long)(await command.ExecuteScalarAsync())!, 1, 39);
    }

    [PostgresFact]
    public async Task A_connection_can_be_pointed_from_a_data_source_to_a_connection_string_and_back()
    {
        await using var databases = await PostgresShards.CreateDatabasesAsync("point");
        await using var dataSource = NpgsqlDataSource.Create(databases.Shards[0]);
        var options = new DbContextOptionsBuilder().UseNpgsql()
            .UseSharding(s => s.AddShard("s0", dataSource).AddShard("s1", databases.Shards[1])).Options;
        await using var context = new ShopContext(options);
        var topology = ShardingOptionsExtension.TopologyOf(options);
        await using var connection = context.GetService<IShardConnections>().CreateUnverified(0);

        foreach (var shard in new[] { 0, 1, 0, 1, 1 })
        {
            Dialect().Point(connection, topology.Shards[shard].Primary);
            Assert.True(await connection.OpenAsync(default));
            await using (var command = connection.DbConnection.CreateCommand())
            {
                command.CommandText = "SELECT inet_server_port()";
                Assert.Equal(new NpgsqlConnectionStringBuilder(databases.Shards[shard]).Port, await command.ExecuteScalarAsync());
            }

            Assert.True(await connection.CloseAsync());
        }
    }

    private static DbContextOptions Options(
        IEnumerable<string> shards,
        Action<Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.NpgsqlDbContextOptionsBuilder>? npgsql = null)
        => new DbContextOptionsBuilder().UseNpgsql(npgsql).UseSharding(sharding =>
        {
            foreach (var (shard, i) in shards.Select((s, i) => (s, i)))
            {
                sharding.AddShard($"s{i}", shard);
            }
        }).Options;

    private static DatabaseDialect Dialect() => DatabaseDialect.Of("Npgsql.EntityFrameworkCore.PostgreSQL");

    private static async Task<object?> Scalar(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static Task Execute(string connectionString, string sql) => Scalar(connectionString, sql);

    public enum Mood
    {
        Happy,
        Sad,
    }

    private sealed class MoodContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity("Person", person =>
            {
                person.Property<long>("Id").ValueGeneratedNever();
                person.Property<Mood>("Mood");
                person.HasShardKey("Id");
            });
    }
}
