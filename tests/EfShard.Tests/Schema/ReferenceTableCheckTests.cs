using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Schema;

/// <summary>Copies of reference tables are written everywhere or nowhere; one that somebody has changed by hand is found.</summary>
public sealed class ReferenceTableCheckTests(PostgresDesk postgres) : IClassFixture<PostgresDesk>
{
    [Fact]
    public async Task Drift_is_found_on_Sqlite()
    {
        var desk = new SqliteDesk();
        await desk.InitializeAsync();
        await DriftAsync(desk, CrossShardCommit.BestEffort);
        await desk.DisposeAsync();
    }

    [PostgresFact]
    public async Task Drift_is_found_on_PostgreSQL()
    {
        postgres.Clear();
        await DriftAsync(postgres, CrossShardCommit.TwoPhase);
    }

    [PostgresFact]
    public async Task A_copy_that_can_not_be_written_leaves_none_written()
    {
        postgres.Clear();
        postgres.Scalar("s2", "INSERT INTO \"Country\" (\"Code\", \"Name\") VALUES ('xx', 'Nowhere')");
        await using var context = postgres.Context(CrossShardCommit.TwoPhase);
        context.AddRange(new Country { Code = "aa", Name = "A" }, new Country { Code = "xx", Name = "X" });
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync());
        Assert.Equal([0, 0, 1, 0], postgres.Counts("Country"));
        var drift = Assert.Single(await context.Sharding().CheckReferenceTablesAsync());
        Assert.Equal(("Country", 1L), (drift.Table, drift.Keys));
        Assert.Equal([0L, 0, 1, 0], drift.Shards.Select(s => s.DifferingKeys));
        postgres.Clear();
    }

    private static async Task DriftAsync(Desk desk, CrossShardCommit policy)
    {
        await using var context = desk.Context(policy);
        context.AddRange(Enumerable.Range(0, 200).Select(i => new Country { Code = $"c{i}", Name = $"Country {i}" }));
        context.AddRange(Enumerable.Range(0, 5).Select(i => new Tag { Name = $"t{i}" }));
        await context.SaveChangesAsync();
        Assert.Empty(await context.Sharding().CheckReferenceTablesAsync());

        // One row is gone, one has another name, one is only here.
        desk.Scalar("s1", "DELETE FROM \"Country\" WHERE \"Code\" = 'c7'");
        desk.Scalar("s3", "UPDATE \"Country\" SET \"Name\" = 'secret' WHERE \"Code\" = 'c8'");
        desk.Scalar("s3", "INSERT INTO \"Country\" (\"Code\", \"Name\") VALUES ('new', 'New')");
        var drift = Assert.Single(await context.Sharding().CheckReferenceTablesAsync());
        Assert.Equal(("Country", 3L), (drift.Table, drift.Keys));
        Assert.Equal(
            [("s0", 200L, 0L), ("s1", 199L, 1L), ("s2", 200L, 0L), ("s3", 201L, 2L)],
            drift.Shards.Select(s => (s.Shard, s.Rows, s.DifferingKeys)));
    }
}
