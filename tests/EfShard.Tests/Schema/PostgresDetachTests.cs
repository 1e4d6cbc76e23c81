using EfShard.Commit;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static EfShard.Tests.Schema.ArchiveContext;

namespace EfShard.Tests.Schema;

/// <summary>A shard goes, and a transaction is in doubt that only it can decide, or that it has a part of.</summary>
public sealed class PostgresDetachTests(PostgresDatabasesFixture fixture) : IClassFixture<PostgresDatabasesFixture>
{
    [PostgresFact]
    public async Task A_shard_is_not_detached_before_what_it_has_decided_is_ended()
    {
        await using var context = Context();
        await context.Database.EnsureCreatedAsync();
        await context.Sharding().SetAvailabilityAsync("q1", ShardAvailability.ReadOnly);
        context.Sharding().SetAvailability("q2", ShardAvailability.ReadOnly);
        foreach (var (goes, part, decider) in new[] { ("q1", "q3", "q1"), ("q1", "q1", "q3"), ("q2", "q3", "q2"), ("q2", "q2", "q3") })
        {
            var id = Guid.NewGuid();
            await RunAsync(decider, $"INSERT INTO \"__EFShardTransactions\" (\"Id\", \"Shards\", \"CreatedAt\") VALUES ('{id}', '{{}}', now())");
            await RunAsync(part, $"BEGIN; INSERT INTO \"Countries\" (\"Code\", \"Name\") VALUES ('{id}', ''); PREPARE TRANSACTION '{new PreparedName(id, 1, decider)}'");

            var failure = goes == "q1"
                ? await Assert.ThrowsAsync<InvalidOperationException>(() => context.Sharding().SetAvailabilityAsync(goes, ShardAvailability.Detached))
                : Assert.Throws<InvalidOperationException>(() => context.Sharding().SetAvailability(goes, ShardAvailability.Detached));

            Assert.Contains("RecoverInDoubtAsync", failure.Message, StringComparison.Ordinal);
            Assert.Equal(ShardAvailability.ReadOnly, context.Sharding().GetAvailability(goes));
            Assert.Equal(1, (await context.Sharding().RecoverInDoubtAsync(TimeSpan.Zero)).Committed);
        }

        await context.Sharding().SetAvailabilityAsync("q1", ShardAvailability.Detached);
        context.Sharding().SetAvailability("q2", ShardAvailability.Detached);
    }

    private async Task RunAsync(string shard, string sql)
    {
        await using var connection = new NpgsqlConnection(fixture.Databases.Shards[shard[1] - '1']);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private ArchiveContext Context()
        => new(new DbContextOptionsBuilder().UseNpgsql().UseSharding(sharding =>
        {
            for (var i = 0; i < 4; i++)
            {
                sharding.AddShard($"q{i + 1}", fixture.Databases.Shards[i]);
            }

            Place(sharding);
            sharding.CrossShardCommit(CrossShardCommit.TwoPhase).MaxParallelShards(17);
        }).Options);
}
