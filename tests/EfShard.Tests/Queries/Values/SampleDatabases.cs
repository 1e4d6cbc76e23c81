using EfShard.TestServers;
using EfShard.Tests.Schema;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Xunit;

namespace EfShard.Tests.Queries.Values;

/// <summary>The same samples in one database and over four shards, on Sqlite and on PostgreSQL.</summary>
public sealed class SampleDatabases : IAsyncLifetime
{
    private readonly SqliteFiles _files = new();
    private PostgresDatabases? _servers;

    public async Task InitializeAsync()
    {
        await FillAsync(isSqlite: true);
        if (PostgresShards.SkipReason is null)
        {
            _servers = await PostgresShards.CreateDatabasesAsync("values");
            await FillAsync(isSqlite: false);
            await Task.WhenAll(_servers.Shards.Append(_servers.Single).Select(AddEndsOfTimeAsync));
        }
    }

    public async Task DisposeAsync()
    {
        _files.Dispose();
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }

    public SampleContext Single(bool isSqlite)
        => new(isSqlite ? Options(o => o.UseSqlite(_files["single"])) : Options(o => o.UseNpgsql(_servers!.Single)));

    public SampleContext Sharded(bool isSqlite)
        => new(Options(options =>
        {
            if (isSqlite)
            {
                options.UseSqlite().UseSharding(sharding => _files.Shards("s0", "s1", "s2", "s3")(sharding.CrossShardCommit(CrossShardCommit.BestEffort).Gather(GatherPolicy.Allow)));
            }
            else
            {
                options.UseNpgsql().UseSharding(sharding =>
                {
                    for (var i = 0; i < 4; i++)
                    {
                        sharding.AddShard($"s{i}", _servers!.Shards[i]);
                    }

                    sharding.CrossShardCommit(CrossShardCommit.BestEffort).Gather(GatherPolicy.Allow);
                });
            }
        }));

    private static DbContextOptions<SampleContext> Options(Action<DbContextOptionsBuilder> use)
    {
        var options = new DbContextOptionsBuilder<SampleContext>();
        use(options);
        return options.AddInterceptors(new Backwards()).Options;
    }

    private async Task FillAsync(bool isSqlite)
    {
        foreach (var context in (SampleContext[])[Single(isSqlite), Sharded(isSqlite)])
        {
            await using (context)
            {
                await context.Database.EnsureCreatedAsync();
                context.AddRange(SampleRows.Create<Sample>(isSqlite));
                context.AddRange(SampleRows.Create<Twin>(isSqlite).Where(twin => twin.Id % 3 == 0));
                await context.SaveChangesAsync();
            }
        }
    }

    /// <summary>Npgsql writes the least and the greatest DateTime and DateOnly as -infinity and infinity, which are other values for the database than those days.</summary>
    private static async Task AddEndsOfTimeAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            UPDATE "Samples" SET "Day" = '9999-12-31' WHERE "Id" % 10 = 3;
            UPDATE "Samples" SET "Day" = '0001-01-01' WHERE "Id" % 10 = 7;
            UPDATE "Samples" SET "Moment" = '0001-01-01 00:00:00Z' WHERE "Id" % 10 = 1;
            UPDATE "Twins" SET "Day" = '9999-12-31', "Moment" = '0001-01-01 00:00:00Z' WHERE "Id" % 4 = 1;
            """,
            connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Gives every Sqlite connection a collation that no library knows: text read from its end.</summary>
    private sealed class Backwards : DbConnectionInterceptor
    {
        public override void ConnectionOpened(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData) => Create(connection);

        public override Task ConnectionOpenedAsync(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Create(connection);
            return Task.CompletedTask;
        }

        private static void Create(System.Data.Common.DbConnection connection)
            => (connection as SqliteConnection)?.CreateCollation("BACKWARDS", (x, y) => string.CompareOrdinal(Reverse(x), Reverse(y)));

        private static string Reverse(string text) => new([.. text.Reverse()]);
    }
}
