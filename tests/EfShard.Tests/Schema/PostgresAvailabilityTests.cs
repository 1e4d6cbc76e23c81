using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;
using static EfShard.Tests.Schema.ArchiveContext;

namespace EfShard.Tests.Schema;

/// <summary>The same on PostgreSQL, where the archived database is dropped.</summary>
public sealed class PostgresAvailabilityTests(PostgresDatabasesFixture fixture) : IClassFixture<PostgresDatabasesFixture>
{
    [PostgresFact]
    public async Task A_quarter_is_archived_and_the_others_go_on()
    {
        await using (var context = Context())
        {
            await context.Database.EnsureCreatedAsync();
            context.Add(new Country { Code = "de", Name = "Germany" });
            context.AddRange(Enumerable.Range(1, 8).Select(id => new Sale { Id = id, Day = new DateOnly(2024, 2, 1).AddMonths((id - 1) / 2 * 3), Amount = id, CountryCode = "de" }));
            await context.SaveChangesAsync();
            await context.Sharding().SetAvailabilityAsync("q1", ShardAvailability.ReadOnly);
            Assert.Equal(8, await context.Sales.CountAsync());
            await context.Sharding().SetAvailabilityAsync("q1", ShardAvailability.Detached);
        }

        var gone = new NpgsqlConnectionStringBuilder(fixture.Databases.Shards[0]);
        await using (var server = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(gone.ConnectionString) { Database = "postgres" }.ConnectionString))
        {
            await server.OpenAsync();
            await using var drop = new NpgsqlCommand($"DROP DATABASE \"{gone.Database}\" WITH (FORCE)", server);
            await drop.ExecuteNonQueryAsync();
        }

        var april = new DateOnly(2024, 4, 1);
        await using (var same = Context())
        {
            await Assert.ThrowsAsync<ShardArchivedException>(() => same.Sales.ToListAsync());
            Assert.Equal(6, await same.Sales.CountAsync(s => s.Day >= april));
            Assert.Equal(
                6, (await same.Sales.Where(s => s.Day >= april).OrderBy(s => s.Id).Take(7).Join(same.Countries, s => s.CountryCode, c => c.Code, (s, c) => s.Id).ToListAsync()).Count);
            same.Add(new Country { Code = "fr", Name = "France" });
            await same.SaveChangesAsync();
            var report = await same.Sharding().RecoverInDoubtAsync();
            Assert.Empty(report.Failures);
        }

        // Another process, whose first question is for what is gone.
        await using var fresh = Context(process: 1);
        var error = Assert.Throws<ShardArchivedException>(() => fresh.Sales.Where(s => s.Day < april && s.Day > new DateOnly(2024, 1, 1)).ToList());
        Assert.IsType<PostgresException>(error.InnerException);

        // Any shard has the countries: processes begin with one after the other, so that one of them begins with what is gone.
        for (var process = 2; process < 6; process++)
        {
            await using var other = Context(process);
            Assert.Equal(2, process % 2 == 0 ? await other.Countries.Where(c => c.Code != "").CountAsync() : other.Countries.Where(c => c.Code != "").Count());
        }

        await using var later = Context(process: 6);
        Assert.Equal(6, await later.Sales.CountAsync(s => s.Day >= april));
        await Assert.ThrowsAsync<ShardArchivedException>(() => later.Sales.CountAsync());
    }

    private ArchiveContext Context(int process = 0)
        => new(new DbContextOptionsBuilder().UseNpgsql().UseSharding(sharding =>
        {
            for (var i = 0; i < 4; i++)
            {
                sharding.AddShard($"q{i + 1}", fixture.Databases.Shards[i]);
            }

            Place(sharding);
            sharding.CrossShardCommit(CrossShardCommit.TwoPhase).MaxParallelShards(10 + process);
        }).Options);
}
