using EfShard.TestServers;
using EfShard.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Gathering;

/// <summary>A small table goes to the shards; one that turns out to be large is gathered; both are seen, limited and forbidden alike.</summary>
public sealed class BroadcastSizeTests() : UnitTests("broadcast")
{
    private const int Readings = 40;

    [Theory]
    [InlineData(10, 10)]
    [InlineData(10_000, 10_000)]
    [InlineData(10_001, Readings + 10)]
    public Task Tables_of_up_to_ten_thousand_rows_are_small(int units, long shipped) => CheckAsync(units, shipped, isSqlite: true);

    [PostgresTheory]
    [InlineData(10_000, 10_000)]
    [InlineData(10_001, Readings)]
    public Task Tables_of_up_to_ten_thousand_rows_are_small_on_PostgreSQL(int units, long shipped) => CheckAsync(units, shipped, isSqlite: false);

    [Fact]
    public async Task A_budget_and_a_policy_hold_for_what_is_sent()
    {
        await FillAsync(units: 10, isSqlite: true);
        await using var frugal = Context(isSqlite: true, sharding: s => s.GatherBudget(rows: 9));
        await using var strict = Context(isSqlite: true, sharding: s => s.Gather(GatherPolicy.Throw));

        await Assert.ThrowsAsync<GatherBudgetException>(() => Multiplied(frugal).ToListAsync());
        await Assert.ThrowsAsync<CrossShardQueryException>(() => Multiplied(strict).ToListAsync());
    }

    [PostgresFact]
    public async Task A_transaction_sees_what_it_has_written_and_commits_in_two_phases()
    {
        await FillAsync(units: 10, isSqlite: false);
        await using var context = Context(isSqlite: false);
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            context.AddRange(Enumerable.Range(1_000, 20).Select(i => new Reading { Id = i, SensorId = i, UnitId = 77, Value = 1 }));
            context.Add(new Unit { Id = 77, Factor = 2 });
            await context.SaveChangesAsync();

            Assert.Equal(Readings + 20, await Multiplied(context).CountAsync());
            Assert.Contains("broadcast", Multiplied(context).ToShardPlanString(), StringComparison.Ordinal);
            await transaction.CommitAsync();
        }

        await using var later = Context(isSqlite: false);
        Assert.Equal(40, await Multiplied(later).Where(m => m.Id >= 1_000).SumAsync(m => m.Result));
    }

    private static IQueryable<Product> Multiplied(UnitContext context)
        => context.Readings.Join(context.Units, r => r.UnitId, u => u.Id, (r, u) => new Product { Id = r.Id, Value = r.Value, Result = r.Value * u.Factor });

    private async Task CheckAsync(int units, long shipped, bool isSqlite)
    {
        await FillAsync(units, isSqlite);
        var messages = new List<string>();
        await using var context = Context(isSqlite, options => options.LogTo(messages.Add, [ShardingEventId.QueryGathered]));

        var products = await Multiplied(context).OrderBy(m => m.Id).ToListAsync();

        Assert.Equal(Enumerable.Range(0, Readings).Select(i => (double)i * (i % 10) * 3), products.Select(m => m.Result));
        Assert.Contains($"gathered {shipped:N0} rows", Assert.Single(messages), StringComparison.Ordinal);
    }

    private async Task FillAsync(int units, bool isSqlite)
    {
        await using var context = Context(isSqlite);
        await context.Database.EnsureDeletedAsync();
        await context.Database.EnsureCreatedAsync();
        context.AddRange(Enumerable.Range(0, units).Select(i => new Unit { Id = i, Factor = i * 3 }));
        context.AddRange(Enumerable.Range(0, Readings).Select(i => new Reading { Id = i, SensorId = i, UnitId = i % 10, Value = i }));
        await context.SaveChangesAsync();
    }
}
