using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Gathering;

/// <summary>Tables in schemas, two of one name among them, with types that a COPY could get wrong.</summary>
public class SchemaQualifiedTests(PostgresDatabasesFixture databases) : IClassFixture<PostgresDatabasesFixture>
{
    [PostgresFact]
    public async Task Tables_in_schemas_are_gathered_whatever_the_search_path()
    {
        await using var context = new StockContext(Options());
        await context.Database.EnsureCreatedAsync();
        for (var i = 1; i <= 20; i++)
        {
            context.Add(new StockContext.Item { Id = i, Sizes = [i, i + 1], Price = i / 3m, Note = i % 2 == 0 ? null : "näh" + i, Key = Guid.NewGuid() });
            context.Add(new StockContext.OldItem { Id = i, NextId = 21 - i, At = DateTime.UtcNow });
        }

        await context.SaveChangesAsync();
        var query = from old in context.OldItems
                    join item in context.Items on old.NextId equals item.Id
                    where item.Sizes.Contains(7)
                    orderby old.Id
                    select new { old.Id, item.Note, item.Price, item.Sizes };

        var rows = await query.ToListAsync();

        Assert.Equal([14, 15], rows.Select(r => r.Id));
        Assert.Equal([7, 6], rows.Select(r => r.Sizes[0]));
        Assert.Equal(rows.Select(r => r.Id), query.AsEnumerable().Select(r => r.Id));
    }

    private DbContextOptions<StockContext> Options()
        => new DbContextOptionsBuilder<StockContext>().UseNpgsql().UseSharding(sharding =>
        {
            foreach (var (shard, i) in databases.Databases.Shards.Select((s, i) => (s, i)))
            {
                sharding.AddShard($"s{i}", shard);
            }

            sharding.Gather(GatherPolicy.Allow).CrossShardCommit(CrossShardCommit.BestEffort);
        }).Options;
}
