using EfShard.Strategies;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Update.Harness;

/// <summary>Four shards, s0 to s3, on which an author's rows are on the shard of the remainder of the author's id; orders below 100 on s0, below 200 on s1.</summary>
public abstract class Desk
{
    public string[] Names { get; } = ["s0", "s1", "s2", "s3"];

    public async Task CreateAsync()
    {
        await using var context = Context();
        await context.Database.EnsureCreatedAsync();
    }

    public DeskContext Context(
        CrossShardCommit? policy = CrossShardCommit.BestEffort,
        Action<DbContextOptionsBuilder>? configure = null,
        ShardStrategy? strategy = null,
        Action<ShardingOptionsBuilder>? sharding = null,
        Func<string, string>? databaseOf = null)
    {
        var options = new DbContextOptionsBuilder();
        UseProvider(options);
        options.UseSharding(shards =>
        {
            foreach (var name in Names)
            {
                shards.AddShard(name, ConnectionStringOf(databaseOf?.Invoke(name) ?? name));
            }

            shards.Group("default", group => group.Strategy(strategy ?? new ByRemainder(Names)))
                .Group(DeskContext.Orders, group => group.Range<long>(range => range.Below(100, "s0").Below(200, "s1")))
                .UnshardedOn("s0");
            if (policy is { } chosen)
            {
                shards.CrossShardCommit(chosen);
            }

            sharding?.Invoke(shards);
        });
        configure?.Invoke(options);
        return new DeskContext(options.Options);
    }

    /// <summary>Runs SQL on one shard, past EF Core.</summary>
    public abstract object? Scalar(string shard, string sql);

    public long Count(string shard, string table) => Convert.ToInt64(Scalar(shard, $"SELECT count(*) FROM \"{table}\""));

    /// <summary>The rows of a table on each shard, in the shards' order.</summary>
    public long[] Counts(string table) => Array.ConvertAll(Names, name => Count(name, table));

    protected abstract void UseProvider(DbContextOptionsBuilder options);

    protected abstract string ConnectionStringOf(string shard);
}
