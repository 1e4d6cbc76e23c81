using System.Globalization;
using System.Text.RegularExpressions;
using EfShard.TestServers;
using EfShard.Tests.Schema;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Gathering;

/// <summary>The small side of a join goes to the shards of the other, though its own rows are spread too; the large side stays where it is.</summary>
public sealed class BroadcastSideTests() : UnitTests("broadcastside")
{
    private const int Sensors = 40;

    [Theory]
    [InlineData(50, 50)]
    [InlineData(10_000, 10_000)]
    // Too many: the table is gathered, once for both sides.
    [InlineData(10_001, 10_001 + Sensors)]
    public Task A_filtered_side_is_sent_if_it_is_small(int others, long shipped) => CheckFilteredAsync(others, shipped, isSqlite: true);

    [PostgresTheory]
    [InlineData(50, 50)]
    public Task A_filtered_side_is_sent_if_it_is_small_on_PostgreSQL(int others, long shipped) => CheckFilteredAsync(others, shipped, isSqlite: false);

    [Fact]
    public Task A_side_with_a_limit_is_sent() => CheckLimitedAsync(isSqlite: true);

    [PostgresFact]
    public Task A_side_with_a_limit_is_sent_on_PostgreSQL() => CheckLimitedAsync(isSqlite: false);

    [Fact]
    public Task A_small_side_that_must_be_kept_is_gathered() => CheckKeptAsync(isSqlite: true);

    [PostgresFact]
    public Task A_small_side_that_must_be_kept_is_gathered_on_PostgreSQL() => CheckKeptAsync(isSqlite: false);

    // What a gather would ship in any case is looked at first: it is too much, and the other side is little.
    [Theory]
    [InlineData(10_001, 1_000_000)]
    [InlineData(100, 60)]
    public Task Where_one_side_has_too_many_rows_the_other_is_sent(int others, int budget) => CheckOtherSideAsync(others, budget, isSqlite: true);

    [PostgresTheory]
    [InlineData(100, 60)]
    public Task Where_one_side_has_too_many_rows_the_other_is_sent_on_PostgreSQL(int others, int budget) => CheckOtherSideAsync(others, budget, isSqlite: false);

    [Fact]
    public async Task A_side_that_keys_would_narrow_is_not_sent_unless_the_other_is_larger()
    {
        await FillAsync(others: 50, isSqlite: true, sites: 300);
        var messages = new List<string>();
        await using var context = Context(isSqlite: true, options => options.LogTo(messages.Add, [ShardingEventId.QueryGathered]));

        // The sites are more than the readings, of which there are two sites.
        Assert.Equal(50 + Sensors, (await OfSites(context).ToListAsync()).Count);
        Assert.Contains($"gathered {50 + Sensors:N0} rows", Assert.Single(messages), StringComparison.Ordinal);
        messages.Clear();

        // Readings must be kept, so that sites can't be known to be fewer: keys first.
        var kept = context.Readings.LeftJoin(context.Sites, r => r.UnitId, s => s.Id, (r, s) => new { r.Id, Name = s == null ? null : s.Name });
        Assert.DoesNotContain("broadcast", kept.ToShardPlanString(), StringComparison.Ordinal);
        Assert.Equal(50 + Sensors, (await kept.ToListAsync()).Count(r => r.Name is not null));
        Assert.Contains($"gathered {50 + Sensors + 2:N0} rows", Assert.Single(messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_among_rows_that_are_sent_is_made_once()
    {
        await FillAsync(others: 50, isSqlite: true);
        await using var context = Context(isSqlite: true);

        // Which reading of a site is the first is up to the database where several have one value: each shard could say another.
        var query = context.Sites.SelectMany(s => context.Readings.Where(r => r.UnitId == s.Id).OrderBy(r => r.UnitId).Take(1), (s, r) => new { s.Id, First = r.Id });

        Assert.Equal([1, 7], (await query.ToListAsync()).Select(x => x.Id).Order());
        Assert.DoesNotContain("broadcast", query.ToShardPlanString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_over_the_budget_is_gathered_where_that_takes_less()
    {
        await FillAsync(others: 1_000, isSqlite: true);
        var messages = new List<string>();
        await using (var gathering = Context(isSqlite: true, options => options.LogTo(messages.Add, [ShardingEventId.QueryGathered]), s => s.Gather(GatherMode.Always)))
        {
            Assert.Equal(Sensors, (await Filtered(gathering).ToListAsync()).Count);
        }

        var bytes = long.Parse(Regex.Match(Assert.Single(messages), "([0-9,]+) bytes").Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        messages.Clear();
        await using var context = Context(
            isSqlite: true, options => options.LogTo(messages.Add, [ShardingEventId.QueryGathered]), s => s.GatherBudget(rows: 1_000 + Sensors, bytes: bytes));

        Assert.Contains("broadcast", Filtered(context).ToShardPlanString(), StringComparison.Ordinal);
        Assert.Equal(Sensors, (await Filtered(context).ToListAsync()).Count);
        Assert.Equal(Sensors, Filtered(context).ToList().Count);
        Assert.All(messages, message => Assert.Contains($"gathered {1_000 + Sensors:N0} rows", message, StringComparison.Ordinal));
        Assert.Equal(2, messages.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_other_values_found_too_many_does_not_refuse_what_is_few(bool isAsync)
    {
        await FillAsync(others: 10_001, isSqlite: true);
        await using (var context = Context(isSqlite: true, sharding: s => s.GatherBudget(rows: 5_000)))
        {
            for (var i = 0; i < 3; i++)
            {
                await Assert.ThrowsAsync<GatherBudgetException>(() => AskAsync(context, unit: 7));
            }

            Assert.Equal(0, await AskAsync(context, unit: 1));
            await Assert.ThrowsAsync<GatherBudgetException>(() => AskAsync(context, unit: 7));
            await Assert.ThrowsAsync<GatherBudgetException>(() => AskAsync(context, unit: 7));
            await using var transaction = await context.Database.BeginTransactionAsync();
            Assert.Equal(0, await AskAsync(context, unit: 1));
        }

        await using (var context = Context(isSqlite: true))
        {
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(Sensors, await AskAsync(context, unit: 7));
            }

            await using var transaction = await context.Database.BeginReadOnlyTransactionAsync();
            Assert.Equal(0, await AskAsync(context, unit: 1));
        }

        async Task<int> AskAsync(UnitContext context, int unit)
        {
            var query = context.Readings.Join(context.Readings.Where(o => o.UnitId == unit), r => r.SensorId, o => o.Id, (r, o) => r.Id);
            return isAsync ? (await query.ToListAsync()).Count : query.ToList().Count;
        }
    }

    private static IQueryable<string> OfSites(UnitContext context)
        => context.Readings.Join(context.Sites, r => r.UnitId, s => s.Id, (r, s) => r.Id + s.Name);

    private async Task CheckOtherSideAsync(int others, int budget, bool isSqlite)
    {
        await FillAsync(others, isSqlite);
        var messages = new List<string>();
        await using var context = Context(isSqlite, options => options.LogTo(messages.Add, [ShardingEventId.QueryGathered]), s => s.GatherBudget(rows: budget));

        // Four times: after two the readings are not looked at each time.
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(others + Sensors, (await OfSites(context).ToListAsync()).Count);
            Assert.Equal(others + Sensors, OfSites(context).ToList().Count);
        }

        Assert.Equal(4, messages.Count);
        Assert.All(messages, message => Assert.Contains("gathered 2 rows", message, StringComparison.Ordinal));

        // Neither is few.
        context.AddRange(Enumerable.Range(0, 11_000).Select(i => new Site { Id = 100 + i, Name = "more" }));
        await context.SaveChangesAsync();
        messages.Clear();
        if (budget < others)
        {
            await Assert.ThrowsAsync<GatherBudgetException>(() => OfSites(context).ToListAsync());
        }
        else
        {
            Assert.Equal(others + Sensors, (await OfSites(context).ToListAsync()).Count);
            Assert.Contains($"gathered {others + Sensors + 2:N0} rows", Assert.Single(messages), StringComparison.Ordinal);
        }
    }

    private static IQueryable<long> Filtered(UnitContext context)
        => context.Readings.Join(context.Readings.Where(o => o.UnitId == 7), r => r.SensorId, o => o.Id, (r, o) => r.Id);

    private async Task CheckFilteredAsync(int others, long shipped, bool isSqlite)
    {
        await FillAsync(others, isSqlite);
        var messages = new List<string>();
        await using var context = Context(isSqlite, options => options.LogTo(messages.Add, [ShardingEventId.QueryGathered]));

        var pairs = await context.Readings.Join(context.Readings.Where(o => o.UnitId == 7), r => r.SensorId, o => o.Id, (r, o) => new { r.Id, Other = o.Id })
            .OrderBy(p => p.Id).ToListAsync();

        Assert.Equal(Enumerable.Range(0, Sensors).Select(i => ((long)i, 1_000L + i)), pairs.Select(p => (p.Id, p.Other)));
        Assert.Contains($"gathered {shipped:N0} rows", Assert.Single(messages), StringComparison.Ordinal);
    }

    private async Task CheckLimitedAsync(bool isSqlite)
    {
        await FillAsync(others: 50, isSqlite);
        await using var context = Context(isSqlite);
        var query = context.Readings.Join(context.Readings.Where(o => o.UnitId == 7).OrderBy(o => o.Id).Take(3), r => r.SensorId, o => o.Id, (r, o) => r.Id);

        Assert.Equal([0, 1, 2], (await query.ToListAsync()).Order());
        Assert.Equal([0, 1, 2], query.ToList().Order());
        Assert.Contains("broadcast, if they are few: Readings (Id)", query.ToShardPlanString(), StringComparison.Ordinal);
    }

    private async Task CheckKeptAsync(bool isSqlite)
    {
        await FillAsync(others: 50, isSqlite);
        await using var context = Context(isSqlite);
        var query = context.Readings.Where(o => o.UnitId == 7).LeftJoin(context.Readings, o => o.Id, r => r.SensorId, (o, r) => new { o.Id, Sensor = (long?)r!.Id });

        var rows = await query.ToListAsync();

        // Each shard would have said of its own account that nothing belongs to a row: only the other side may be sent.
        Assert.Equal(50, rows.Count);
        Assert.Equal(50 - Sensors, rows.Count(r => r.Sensor is null));
        var plan = query.ToShardPlanString();
        Assert.Contains("broadcast, if they are few: Readings (Id, SensorId)", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Readings (Id)", plan, StringComparison.Ordinal);
    }

    /// <summary>Sensors' readings, and others that sensors' keys point to.</summary>
    private async Task FillAsync(int others, bool isSqlite, int sites = 2)
    {
        await using var context = Context(isSqlite);
        await context.Database.EnsureDeletedAsync();
        await context.Database.EnsureCreatedAsync();
        context.AddRange(Enumerable.Range(0, Sensors).Select(i => new Reading { Id = i, SensorId = 1_000 + i, UnitId = 1, Value = i }));
        context.AddRange(Enumerable.Range(0, others).Select(i => new Reading { Id = 1_000 + i, SensorId = -1 - i, UnitId = 7, Value = i }));
        context.AddRange(Enumerable.Range(0, sites).Select(i => new Site { Id = i == 0 ? 1 : 6 + i, Name = $"site{i}" }));
        await context.SaveChangesAsync();
    }
}
