using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;
using static EfShard.Tests.Schema.ArchiveContext;

namespace EfShard.Tests.Schema;

/// <summary>A period's shard becomes read-only, and then is gone: what needs it says so before anything is sent, and everything else goes on.</summary>
public class AvailabilityTests : IDisposable
{
    private static readonly string[] Names = ["q1", "q2", "q3", "q4"];
    private static readonly DateOnly First = new(2024, 2, 1);
    private static readonly DateOnly Second = new(2024, 5, 1);

    private readonly SqliteFiles _files = new();
    private readonly HandClock _time = new();
    private readonly List<string> _sent = [];

    protected virtual CrossShardCommit Policy => CrossShardCommit.BestEffort;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_read_only_shard_is_read_and_not_written(bool async)
    {
        await FillAsync();
        await using var context = Context();
        await SetAsync(context, "q1", ShardAvailability.ReadOnly, async);
        Assert.Equal(ShardAvailability.ReadOnly, context.Sharding().GetAvailability("q1"));
        Assert.Equal(ShardAvailability.Active, context.Sharding().GetAvailability("q2"));

        Assert.Equal(8, async ? await context.Sales.CountAsync() : context.Sales.Count());
        var old = await context.Sales.FirstAsync(s => s.Day == First);
        _sent.Clear();
        old.Amount++;
        await RefusesAsync(async, ShardAvailability.ReadOnly, () => context.SaveChangesAsync(), () => context.SaveChanges());
        context.ChangeTracker.Clear();
        context.AddRange(new Sale { Id = 100, Day = First, CountryCode = "de" }, new Sale { Id = 101, Day = Second, CountryCode = "de" });
        await RefusesAsync(async, ShardAvailability.ReadOnly, () => context.SaveChangesAsync(), () => context.SaveChanges());
        context.ChangeTracker.Clear();
        context.Add(new Country { Code = "no" });
        await RefusesAsync(async, ShardAvailability.ReadOnly, () => context.SaveChangesAsync(), () => context.SaveChanges());
        context.ChangeTracker.Clear();
        var all = context.Sales.Where(s => s.Amount > 0);
        await RefusesAsync(async, ShardAvailability.ReadOnly, () => all.ExecuteDeleteAsync(), () => all.ExecuteDelete());
        var countries = context.Countries.Where(c => c.Code == "de");
        await RefusesAsync(
            async, ShardAvailability.ReadOnly,
            () => countries.ExecuteUpdateAsync(s => s.SetProperty(c => c.Name, "x")), () => countries.ExecuteUpdate(s => s.SetProperty(c => c.Name, "x")));
        Assert.Empty(_sent);

        // Another quarter is written as ever.
        context.Add(new Sale { Id = 102, Day = Second, CountryCode = "de" });
        Assert.Equal(1, async ? await context.SaveChangesAsync() : context.SaveChanges());
        Assert.Equal(1, await context.Sales.Where(s => s.Day == Second && s.Id == 102).ExecuteDeleteAsync());

        await SetAsync(context, "q1", ShardAvailability.Active, async);
        Assert.Equal(4 * 2, await all.ExecuteDeleteAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_detached_shard_is_asked_for_nothing_and_what_needs_it_says_so(bool async)
    {
        await FillAsync();
        await using var context = Context();
        await SetAsync(context, "q1", ShardAvailability.ReadOnly, async);
        await SetAsync(context, "q1", ShardAvailability.Detached, async);
        Remove("q1");
        _sent.Clear();

        var from = new DateOnly(2024, 1, 1);
        IQueryable<Sale>[] needing =
        [
            context.Sales,
            context.Sales.Where(s => s.Day == First),
            context.Sales.Where(s => s.Day >= from && s.Day < Second),
            context.Sales.Where(s => s.Amount > 3).OrderBy(s => s.Id).Take(2),
            context.Sales.OrderBy(s => s.Id).Take(3).Where(s => s.Amount > 0),
        ];
        foreach (var query in needing)
        {
            await RefusesAsync(async, ShardAvailability.Detached, () => query.ToListAsync(), () => query.ToList());
            Assert.Contains("q1", query.ToShardPlanString(), StringComparison.Ordinal);
        }

        await RefusesAsync(async, ShardAvailability.Detached, () => context.Sales.SumAsync(s => s.Amount), () => context.Sales.Sum(s => s.Amount));
        var update = context.Sales.Where(s => s.Amount > 0);
        await RefusesAsync(
            async, ShardAvailability.Detached,
            () => update.ExecuteUpdateAsync(s => s.SetProperty(x => x.Amount, 1)), () => update.ExecuteUpdate(s => s.SetProperty(x => x.Amount, 1)));
        context.Add(new Sale { Id = 100, Day = First, CountryCode = "de" });
        await RefusesAsync(async, ShardAvailability.Detached, () => context.SaveChangesAsync(), () => context.SaveChanges());
        context.ChangeTracker.Clear();
        Assert.Empty(_sent);
        using (context.Sharding().UseShard("q1"))
        {
            await RefusesAsync(
                async, ShardAvailability.Detached,
                () => context.Database.ExecuteSqlAsync($"DELETE FROM Sales"), () => context.Database.ExecuteSql($"DELETE FROM Sales"));
            await RefusesAsync(async, ShardAvailability.Detached, () => context.Database.BeginTransactionAsync(), () => context.Database.BeginTransaction());
        }

        // What does not need it: later quarters, reference and unsharded tables, saves, transactions, gathers.
        var later = context.Sales.Where(s => s.Day >= Second);
        Assert.Equal(6, async ? await later.CountAsync() : later.Count());
        var gathered = later.OrderBy(s => s.Id).Take(5).Where(s => s.Amount > 0)
            .Join(context.Countries, s => s.CountryCode, c => c.Code, (s, c) => new { s.Id, c.Name }).OrderBy(s => s.Id);
        Assert.Equal(5, async ? (await gathered.ToListAsync()).Count : gathered.ToList().Count);
        for (var i = 0; i < 6; i++)
        {
            await using var fresh = Context();
            Assert.Equal(2, async ? await fresh.Countries.CountAsync() : fresh.Countries.Count());
        }

        context.Add(new Country { Code = "no" });
        _ = async ? await context.SaveChangesAsync() : context.SaveChanges();
        var rename = context.Countries.Where(c => c.Code == "no");
        Assert.Equal(1, async
            ? await rename.ExecuteUpdateAsync(s => s.SetProperty(c => c.Name, "Norway"))
            : rename.ExecuteUpdate(s => s.SetProperty(c => c.Name, "Norway")));
        Assert.All(Names.Skip(1), name => Assert.Equal("Norway", _files.Scalar(name, "SELECT Name FROM Countries WHERE Code = 'no'")));
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            context.Add(new Sale { Id = 101, Day = Second, CountryCode = "no" });
            _ = async ? await context.SaveChangesAsync() : context.SaveChanges();
            await transaction.CommitAsync();
        }

        Assert.Equal(7, await later.CountAsync());
        Assert.False(File.Exists(_files.PathOf("q1")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_that_begins_afterwards_knows_it_from_the_maps(bool async)
    {
        await FillAsync();
        await using (var context = Context())
        {
            await SetAsync(context, "q1", ShardAvailability.ReadOnly, async);
            await SetAsync(context, "q1", ShardAvailability.Detached, async);
        }

        Remove("q1");

        // The first thing that it asks for is what is gone.
        await using var fresh = Context(process: 1);
        var query = fresh.Sales.Where(s => s.Day == First);
        await RefusesAsync(async, ShardAvailability.Detached, () => query.ToListAsync(), () => query.ToList());
        Assert.Equal(2, await fresh.Sales.CountAsync(s => s.Day == Second));
        Remove("q1");

        // Nobody makes it anew, empty: it would answer that there are no rows.
        await using var maker = Context(process: 2);
        var report = async ? await maker.Sharding().EnsureCreatedAsync() : maker.Sharding().EnsureCreated();
        Assert.Equal(["q2", "q3", "q4"], report.Shards.Select(s => s.Shard.Name));
        Assert.True((async ? await maker.Sharding().WriteMapAsync() : maker.Sharding().WriteMap()).Succeeded);
        Assert.True((await maker.Sharding().CheckSchemaAsync()).AreEqual);
        Assert.False(File.Exists(_files.PathOf("q1")));
        await using var last = Context(process: 3);
        Assert.Equal(2, await last.Sales.CountAsync(s => s.Day == Second));
        await RefusesAsync(async, ShardAvailability.Detached, () => last.Sales.ToListAsync(), () => last.Sales.ToList());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_that_runs_learns_it_when_it_looks_again(bool async)
    {
        await FillAsync();
        await using var other = Context(process: 1);
        Assert.Equal(8, await other.Sales.CountAsync());
        await using (var context = Context())
        {
            await SetAsync(context, "q1", ShardAvailability.ReadOnly, async);
        }

        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(8, async ? await other.Sales.CountAsync() : other.Sales.Count());
        Assert.Equal(ShardAvailability.ReadOnly, other.Sharding().GetAvailability("q1"));
        other.Add(new Sale { Id = 100, Day = First, CountryCode = "de" });
        await RefusesAsync(async, ShardAvailability.ReadOnly, () => other.SaveChangesAsync(), () => other.SaveChanges());
        other.ChangeTracker.Clear();

        await using (var context = Context())
        {
            await SetAsync(context, "q1", ShardAvailability.Detached, async);
        }

        // Not looked again yet: the database is still there, and answers. Then the connection itself learns it.
        Assert.Equal(2, await other.Sales.CountAsync(s => s.Day == First));
        _time.Advance(TimeSpan.FromSeconds(31));
        var query = other.Sales.Where(s => s.Day == First);
        await RefusesAsync(async, ShardAvailability.Detached, () => query.ToListAsync(), () => query.ToList());
    }

    [Fact]
    public async Task Not_everything_can_become_anything()
    {
        await FillAsync();
        await using var context = Context();
        var sharding = context.Sharding();

        Assert.Throws<ShardingConfigurationException>(() => sharding.SetAvailability("q9", ShardAvailability.ReadOnly));
        Assert.Throws<ShardingConfigurationException>(() => sharding.GetAvailability("q9"));
        Assert.Throws<ArgumentOutOfRangeException>(() => sharding.SetAvailability("q1", (ShardAvailability)7));
        Assert.Contains("read-only first", (await Assert.ThrowsAsync<InvalidOperationException>(
            () => sharding.SetAvailabilityAsync("q1", ShardAvailability.Detached))).Message, StringComparison.Ordinal);
        await sharding.SetAvailabilityAsync("q4", ShardAvailability.ReadOnly);
        Assert.Contains("unsharded", Assert.Throws<InvalidOperationException>(
            () => sharding.SetAvailability("q4", ShardAvailability.Detached)).Message, StringComparison.Ordinal);
        await sharding.SetAvailabilityAsync("q4", ShardAvailability.Active);
        await sharding.SetAvailabilityAsync("q1", ShardAvailability.Active);
        await sharding.SetAvailabilityAsync("q1", ShardAvailability.ReadOnly);
        await sharding.SetAvailabilityAsync("q1", ShardAvailability.Detached);
        await sharding.SetAvailabilityAsync("q1", ShardAvailability.Detached);
        Assert.Contains("for good", Assert.Throws<InvalidOperationException>(
            () => sharding.SetAvailability("q1", ShardAvailability.Active)).Message, StringComparison.Ordinal);
        Assert.Throws<ShardingConfigurationException>(() => Options(sharding => sharding.MapRefreshInterval(TimeSpan.Zero)));
    }

    [Fact]
    public async Task The_next_options_may_leave_it_out()
    {
        await FillAsync();
        await using (var context = Context())
        {
            await SetAsync(context, "q1", ShardAvailability.ReadOnly, async: true);
            await SetAsync(context, "q1", ShardAvailability.Detached, async: true);
        }

        Remove("q1");
        await using var next = new ArchiveContext(new DbContextOptionsBuilder().UseSqlite().UseSharding(sharding => sharding
            .AddShard("q2", _files["q2"]).AddShard("q3", _files["q3"]).AddShard("q4", _files["q4"])
            .Group("sales", group => group.ByQuarter(quarter => quarter.From(new DateOnly(2024, 4, 1)).Periods("q2", "q3", "q4"))).UnshardedOn("q4")).Options);
        await Assert.ThrowsAsync<ShardMapException>(() => next.Sales.CountAsync());
        await next.Sharding().WriteMapAsync(overwrite: true);

        Assert.Equal(6, await next.Sales.CountAsync());
        await Assert.ThrowsAsync<ShardKeyException>(() => next.Sales.Where(s => s.Day == First).ToListAsync());
    }

    public void Dispose() => _files.Dispose();

    private static Task SetAsync(ArchiveContext context, string shard, ShardAvailability availability, bool async)
    {
        if (async)
        {
            return context.Sharding().SetAvailabilityAsync(shard, availability);
        }

        context.Sharding().SetAvailability(shard, availability);
        return Task.CompletedTask;
    }

    private static async Task RefusesAsync(bool async, ShardAvailability availability, Func<Task> awaited, Action called)
    {
        var error = async ? await Assert.ThrowsAsync<ShardArchivedException>(awaited) : Assert.Throws<ShardArchivedException>(called);
        Assert.Equal(availability, error.Availability);
        Assert.Equal(["q1"], error.Shards);
        Assert.Contains("'q1'", error.Message, StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        await using var context = Context();
        await context.Database.EnsureCreatedAsync();
        context.AddRange(new Country { Code = "de", Name = "Germany" }, new Country { Code = "fr", Name = "France" });
        context.AddRange(Enumerable.Range(1, 8).Select(id => new Sale { Id = id, Day = First.AddMonths((id - 1) / 2 * 3), Amount = id, CountryCode = "de" }));
        await context.SaveChangesAsync();
        _sent.Clear();
    }

    /// <param name="process">Each number has what it knows for itself, as processes have.</param>
    private ArchiveContext Context(int process = 0) => new(Options(sharding => sharding.MaxParallelShards(10 + process)));

    private DbContextOptions Options(Action<ShardingOptionsBuilder> more)
        => new DbContextOptionsBuilder()
            .UseSqlite()
            .UseSharding(_files.Shards(Names) + Place + (sharding => sharding.TimeProvider(_time).CrossShardCommit(Policy)) + more)
            .AddInterceptors(new Watch(_sent))
            .Options;

    private void Remove(string shard)
    {
        SqliteConnection.ClearAllPools();
        foreach (var end in new[] { "", "-wal", "-shm" })
        {
            File.Delete(_files.PathOf(shard) + end);
        }
    }

    private sealed class Watch(List<string> sent) : DbCommandInterceptor
    {
        public override System.Data.Common.DbCommand CommandInitialized(CommandEndEventData eventData, System.Data.Common.DbCommand result)
        {
            sent.Add(result.CommandText);
            return result;
        }
    }
}
