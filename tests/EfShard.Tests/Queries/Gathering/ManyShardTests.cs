using EfShard.Tests.Schema;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Gathering;

/// <summary>More Sqlite files than one connection can attach, and databases that are no files.</summary>
public sealed class ManyShardTests : IDisposable
{
    private readonly SqliteFiles _files = new();

    [Fact]
    public async Task Sixty_four_shards_are_gathered()
    {
        var options = new DbContextOptionsBuilder().UseSqlite()
            .UseSharding(sharding => _files.Shards([.. Enumerable.Range(0, 64).Select(i => $"s{i:00}")])(sharding)).Options;
        await using var context = new ShopContext(options);
        await context.Database.EnsureCreatedAsync();
        var pairs = from a in context.Customers
                    join b in context.Customers on a.Id equals b.Id + 1
                    orderby a.Id
                    select a.Name + b.Name;

        Assert.Equal(Enumerable.Range(2, 39).Select(i => $"c{i}c{i - 1}"), await pairs.ToListAsync());
        Assert.Equal(39, pairs.ToList().Count);
    }

    [Fact]
    public async Task Databases_in_memory_are_gathered()
    {
        const string Memory = "Data Source=efshard-gather;Mode=Memory;Cache=Shared";
        await using var keepsAlive = new Microsoft.Data.Sqlite.SqliteConnection(Memory);
        await keepsAlive.OpenAsync();
        await using var context = new ShopContext(new DbContextOptionsBuilder().UseSqlite()
            .UseSharding(sharding => sharding.AddShard("s0", _files["s0"]).AddShard("s1", Memory)).Options);
        context.Sharding().EnsureCreated().ThrowIfFailed();

        Assert.Equal(39, await context.Customers.Join(context.Customers, a => a.Id, b => b.Id + 1, (a, b) => a.Name).CountAsync());
    }

    public void Dispose() => _files.Dispose();
}
