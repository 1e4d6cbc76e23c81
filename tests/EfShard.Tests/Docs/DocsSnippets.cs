using System.Data;
using EfShard.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

// The code of the pages in docs/, compiled. DocsTests holds the two to each other, and runs it.
namespace EfShard.Tests.Docs.Shop;

public static class DocsSnippets
{
    public static void Promote(ShardingOptionsBuilder sharding)
    {
        sharding.Replicas(replicas => replicas.Failover(FailoverMode.Promote));
    }

    public static void FollowPatroni(ShardingOptionsBuilder sharding)
    {
        sharding
            .AddShard("s0", shard => shard
                .Primary("Host=pg0;Database=blog;Username=blog")      // the first is only where the search begins
                .Replica("Host=pg1;Database=blog;Username=blog")
                .Replica("Host=pg2;Database=blog;Username=blog"))
            .Replicas(replicas => replicas.FailoverWait(TimeSpan.FromSeconds(30)));
    }

    public static void Watch(IServiceCollection services)
    {
        services.AddHealthChecks().AddSharding<ShopContext>(); // package EfShard.AspNetCore
    }

    public static void Use(IApplicationBuilder app)
    {
        app.UseShardingSession(); // before everything that uses the context
    }

    public static async Task<int> UseAsync(DbContextOptions<ShopContext> options)
    {
        await using var context = new ShopContext(options);
        await context.Database.EnsureCreatedAsync();

        context.Add(new Customer { Id = 1, Name = "Ada" });
        context.Add(new Order { Id = 1, CustomerId = 1, Total = 30 });
        await context.SaveChangesAsync();

        var orders = await context.Orders.Where(o => o.CustomerId == 1).ToListAsync();      // asks one shard
        var newest = await context.Orders.OrderByDescending(o => o.Id).Take(10).ToListAsync(); // asks all, and merges
        return orders.Count + newest.Count;
    }

    public static async Task<long> ReadAsync(ShopContext context)
    {
        await using var transaction = await context.Database.BeginReadOnlyTransactionAsync(IsolationLevel.RepeatableRead);
        var totals = await context.Orders.Where(o => o.CustomerId == 42).SumAsync(o => o.Total);
        var orders = await context.Orders.Where(o => o.CustomerId == 42).ToListAsync();         // the same state of that shard
        return (long)totals + orders.Count;
    }

    public static void Place(ShardingOptionsBuilder sharding)
    {
        sharding.Group("events", group => group.ByQuarter(quarter => quarter
            .From(new DateOnly(2024, 1, 1))
            .Periods("q1", "q2", "q3", "q4")));
        sharding.Group("logs", group => group.ByMonth(month => month.From(new DateOnly(2024, 1, 1)).Cycle("q1", "q2", "q3", "q4")));
        sharding.Group("regional", group => group.List<string>(list => list.Shard("q1", ["US", "CA"]).Otherwise("q2")));
    }

    public static async Task ArchiveAsync(LogContext context)
    {
        await context.Sharding().SetAvailabilityAsync("q1", ShardAvailability.ReadOnly);  // read as ever; writes to it are refused
        await context.Sharding().SetAvailabilityAsync("q1", ShardAvailability.Detached);  // asked for nothing any more
    }

    public static async Task<int> RecentAsync(LogContext context)
    {
        var since = DateTime.UtcNow.AddDays(-30);
        var recent = await context.Events.Where(e => e.At >= since).ToListAsync(); // the shards of the last 30 days
        return recent.Count;
    }

    public static async Task<int> QueryAsync(ShopContext context, long[] customers)
    {
        var one = await context.Orders.Where(o => o.CustomerId == 42).ToListAsync();                    // one shard
        var some = await context.Orders.Where(o => customers.Contains(o.CustomerId)).ToListAsync();     // the shards of these customers
        var all = await context.Orders.Where(o => o.Total > 100).ToListAsync();                         // all shards, side by side

        var keyed = await context.Orders.WithShardKey(42L).ToListAsync();
        var pinned = await context.Orders.OnShard("s1").ToListAsync();
        var meant = await context.Orders.AllShards().Where(o => o.Total > 100).ToListAsync();
        return one.Count + some.Count + all.Count + keyed.Count + pinned.Count + meant.Count;
    }

    public static async Task<(int There, int Each, double Together)> RawAsync(ShopContext context)
    {
        var there = await context.Orders.FromSql($"SELECT * FROM \"Orders\" WHERE \"Total\" > {100}").OnShard("s1").ToListAsync();
        var each = await context.Orders.FromSql($"SELECT * FROM \"Orders\" WHERE \"Total\" > {100}").AllShards().ToListAsync();
        var together = await context.Database
            .SqlQuery<double>($"SELECT MAX(o.\"Total\") AS \"Value\" FROM \"Orders\" AS o JOIN \"Customers\" AS c ON c.\"Id\" = o.\"CustomerId\"")
            .GatherTables("Orders", "Customers")
            .ToListAsync();
        return (there.Count, each.Count, together.Single());
    }

    public static async Task<int> RawWriteAsync(ShopContext context)
    {
        var changed = await context.Database.ExecuteSqlOnAllShardsAsync($"UPDATE \"Orders\" SET \"Total\" = \"Total\" * {2}");
        return changed;
    }

    public static async Task RetryAsync(ShopContext context, Order order)
    {
        var transaction = Guid.Empty;
        await context.Database.CreateExecutionStrategy().ExecuteInTransactionAsync(
            async token =>
            {
                transaction = context.Database.CurrentTransaction!.TransactionId;
                await context.SaveChangesAsync(acceptAllChangesOnSuccess: false, token);
            },
            async token => await context.Sharding().FindCommitOutcomeAsync(transaction, cancellationToken: token) switch
            {
                CommitOutcome.Committed => true,
                CommitOutcome.RolledBack => false,
                CommitOutcome.Undecided => throw new TimeoutException("Not decided yet."), // the strategy asks again
                _ => await context.Orders.AnyAsync(o => o.Id == order.Id, token),           // no record: look for what was written
            });
        context.ChangeTracker.AcceptAllChanges();
    }

    public static async Task<bool> MigrateAsync(DbContext context)
    {
        var report = await context.Sharding().MigrateAsync();
        Console.WriteLine(report); // s0: 20240101000000_Initial migrated in 31 ms ...
        if (!report.Succeeded)
        {
            foreach (var failed in report.Shards.Where(s => s.Error is not null))
            {
                Console.WriteLine($"{failed.Shard.Name}, {failed.Migration}: {failed.Error!.Message}");
            }
        }

        var comparison = await context.Sharding().CheckSchemaAsync();
        foreach (var difference in comparison.Differences)
        {
            Console.WriteLine(difference); // index IX_Order_CustomerId: s0, s2: CREATE INDEX ...; s1: (missing)
        }

        return report.Succeeded && comparison.AreEqual;
    }

    public static void Adopt(IServiceCollection services)
    {
        services.AddDbContext<ShopContext>(options => options
            .UseSqlite()
            .UseSharding(sharding => sharding.AddShard("s0", "Data Source=shop.db")));
    }

    public static void Try(IServiceCollection services)
    {
        services.AddDbContext<ShopContext>(options => options
            .UseSqlite()
            .UseSharding(sharding => sharding
                .AddShard("s0", "Data Source=shop.db") // your database, with all rows
                .AddShard("s1", "planned")
                .AddShard("s2", "planned")
                .AddShard("s3", "planned")
                .DryRun()));
    }

    public static async Task<bool> ReportAsync(ShopContext context)
    {
        var report = await context.Sharding().GetDryRunReportAsync();
        Console.WriteLine(report);
        foreach (var statement in report.Statements.Where(s => s.Tier is DryRunTier.Refused or DryRunTier.Gathered))
        {
            Console.WriteLine($"{statement.Tier}, {statement.MaxShards} shards, {statement.ShippedRows} rows shipped, {statement.Executions} times: {statement.Error}");
        }

        return report.Succeeded;
    }

    public static async Task<bool> CheckAsync(ShopContext old, ShopContext target)
    {
        var isComplete = await old.Customers.CountAsync() == await target.Customers.CountAsync()
            && await old.Orders.CountAsync() == await target.Orders.CountAsync()
            && await old.Orders.SumAsync(o => o.Total) == await target.Orders.SumAsync(o => o.Total);
        var comparison = await target.Sharding().CheckSchemaAsync();
        return isComplete && comparison.AreEqual;
    }

    public static async Task MoveAsync(ShopContext old, ShopContext target)
    {
        target.AddRange(await old.Set<Country>().AsNoTracking().ToListAsync());
        await target.SaveChangesAsync(); // a reference table: every shard
        foreach (var customer in await old.Customers.AsNoTracking().ToListAsync())
        {
            target.Add(customer);
            target.AddRange(await old.Orders.AsNoTracking().Where(o => o.CustomerId == customer.Id).ToListAsync());
            await target.SaveChangesAsync(); // one key: one shard, one transaction
            target.ChangeTracker.Clear();
        }
    }

    public static async Task TestAsync()
    {
        using var shards = new MemoryShards(4);
        await using var context = shards.Create<ShopContext>(options => new ShopContext(options));
        using (ScatterBudget.AtMost(1))
        {
            var orders = await context.Orders.Where(o => o.CustomerId == 42).ToListAsync();
        }

        shards.Faults.Fail("s2", () => new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => context.Orders.ToListAsync());
        shards.Faults.Clear();

        using (shards.Faults.Hold("s2"))
        {
            using var cancellation = new CancellationTokenSource();
            var query = context.Orders.ToListAsync(cancellation.Token);
            cancellation.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
        }
    }
}
