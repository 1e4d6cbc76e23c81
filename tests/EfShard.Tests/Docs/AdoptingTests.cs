using EfShard.Tests.Docs.Shop;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SqliteFiles = EfShard.Tests.Schema.SqliteFiles;

namespace EfShard.Tests.Docs;

/// <summary>docs/adopting.md from its first step to its last, with files: a plain database, one shard, a dry run, four shards.</summary>
public sealed class AdoptingTests : IDisposable
{
    private readonly SqliteFiles _files = new();

    [Fact]
    public async Task One_database_becomes_four()
    {
        var customers = Enumerable.Range(1, 30).Select(id => new Customer { Id = id, Name = $"c{id}" }).ToList();
        await using (var plain = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite(_files["shop"]).Options))
        {
            await plain.Database.EnsureCreatedAsync();
            plain.AddRange(customers);
            plain.AddRange(customers.SelectMany(c => Enumerable.Range(0, 3).Select(i => new Order { Id = c.Id * 10 + i, CustomerId = c.Id, Total = i + 0.5 })));
            plain.AddRange(new Country { Id = "DE" }, new Country { Id = "NL" });
            await plain.SaveChangesAsync();
        }

        // 1 and 2: one shard.
        await using (var one = Context(sharding => sharding.AddShard("s0", _files["shop"])))
        {
            Assert.Equal(30, await one.Customers.CountAsync());
        }

        // 3: the application's work, in a dry run.
        await using (var dry = Context(sharding => sharding
            .AddShard("s0", _files["shop"]).AddShard("s1", "planned").AddShard("s2", "planned").AddShard("s3", "planned").DryRun()))
        {
            Assert.Equal(3, (await dry.Orders.Where(o => o.CustomerId == 7).ToListAsync()).Count);
            Assert.Equal(90, (await dry.Orders.OrderByDescending(o => o.Total).ToListAsync()).Count);
            Assert.Equal(90, await dry.Orders.CountAsync(o => dry.Customers.Any(c => c.Name.Length > 1 && c.Id != o.CustomerId)));
            dry.Add(new Order { Id = 1000, CustomerId = 7, Total = 1 });
            await dry.SaveChangesAsync();

            Assert.True(await DocsSnippets.ReportAsync(dry));
            var report = await dry.Sharding().GetDryRunReportAsync();
            Assert.Equal([DryRunTier.Gathered, DryRunTier.SeveralShards, DryRunTier.OneShard], report.Statements.Select(s => s.Tier));
            Assert.Equal(4, report.Statements[0].MaxShards);
            // The customers go to the shards of the orders.
            Assert.Equal(30, report.Statements[0].ShippedRows);
        }

        // 5: four new databases.
        await using var old = Context(sharding => sharding.AddShard("s0", _files["shop"]));
        await using var target = Context(sharding => Four(sharding).CrossShardCommit(CrossShardCommit.BestEffort));
        await target.Database.EnsureCreatedAsync();
        await DocsSnippets.MoveAsync(old, target);
        Assert.True(await DocsSnippets.CheckAsync(old, target));
        Assert.Equal(["DE", "NL"], await target.Set<Country>().Select(c => c.Id).OrderBy(id => id).ToListAsync());

        // The application on four shards; and a mistake in its connection strings.
        await using var application = Context(sharding => Four(sharding));
        Assert.Equal(4, (await application.Orders.Where(o => o.CustomerId == 7).ToListAsync()).Count);
        await using var mistaken = Context(sharding => sharding
            .AddShard("s0", _files["shop"]).AddShard("s1", _files["new1"]).AddShard("s2", _files["new2"]).AddShard("s3", _files["new3"]));
        await Assert.ThrowsAsync<ShardMapException>(() => mistaken.Customers.ToListAsync());
    }

    [Fact]
    public void Its_options_are_complete()
    {
        var services = new ServiceCollection();
        DocsSnippets.Try(services);
        using var provider = services.BuildServiceProvider();
        using var scope = provider.CreateScope();
        Assert.Equal("s0", Assert.Single(scope.ServiceProvider.GetRequiredService<ShopContext>().Sharding().Shards).Name);
    }

    public void Dispose() => _files.Dispose();

    private static ShopContext Context(Action<ShardingOptionsBuilder> shards)
        => new(new DbContextOptionsBuilder<ShopContext>().UseSqlite().UseSharding(shards).Options);

    private ShardingOptionsBuilder Four(ShardingOptionsBuilder sharding)
        => sharding.AddShard("s0", _files["new0"]).AddShard("s1", _files["new1"]).AddShard("s2", _files["new2"]).AddShard("s3", _files["new3"]);
}
