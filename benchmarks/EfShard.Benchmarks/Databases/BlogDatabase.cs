using System.Data.Common;
using EfShard.Benchmarks.Blog;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.Databases;

/// <summary>The blog over four shards of one kind of database, and ways to reach it: sharded, or one shard alone through plain EF Core.</summary>
internal abstract class BlogDatabase : IAsyncDisposable
{
    public const int ShardCount = 4;

    /// <summary>The shard that single-shard cases are about. Not the first: nothing about it is special.</summary>
    public const string Shard = "s2";

    /// <summary>The shard that holds the topics.</summary>
    public const string TopicShard = "s0";

    private const int RowsAtOnce = 200;

    private readonly Dictionary<string, List<long>> _users = [];

    /// <summary>Whether its asynchronous methods really wait. A provider that blocks is measured by its synchronous methods, too.</summary>
    public abstract bool IsAsynchronous { get; }

    /// <summary>Version, place and settings, for the description of the machine.</summary>
    public abstract string Description { get; }

    public static IReadOnlyList<string> ShardNames { get; } = [.. Enumerable.Range(0, ShardCount).Select(i => $"s{i}")];

    /// <summary>One connection string a shard.</summary>
    public abstract IReadOnlyList<string> ConnectionStrings { get; }

    /// <summary>A database that holds all rows, where the size asks for one.</summary>
    public abstract string Whole { get; }

    /// <summary>The users whose rows are on a shard.</summary>
    public IReadOnlyList<long> UsersOf(string shard) => _users[shard];

    /// <summary>EfShard over all shards.</summary>
    /// <param name="commit">What a commit over several shards does; by default what the database can.</param>
    public DbContextOptions<BlogContext> Sharded(CrossShardCommit? commit = null)
    {
        var builder = new DbContextOptionsBuilder<BlogContext>();
        UseProvider(builder, null);
        builder.UseSharding(sharding =>
        {
            for (var shard = 0; shard < ShardCount; shard++)
            {
                sharding.AddShard(ShardNames[shard], ConnectionStrings[shard]);
            }

            sharding.UnshardedOn(TopicShard);
            if (commit is { } policy)
            {
                sharding.CrossShardCommit(policy);
            }
        });
        return builder.Options;
    }

    /// <summary>Plain EF Core on the database of one shard.</summary>
    public DbContextOptions<BlogContext> Plain(string shard) => PlainOn(ConnectionStrings[int.Parse(shard.AsSpan(1), null)]);

    /// <summary>Plain EF Core on the database that holds all rows.</summary>
    public DbContextOptions<BlogContext> PlainOnWhole() => PlainOn(Whole);

    /// <summary>A connection as code without EF Core would make it.</summary>
    public abstract DbConnection CreateConnection(string connectionString);

    public abstract ValueTask DisposeAsync();

    protected abstract void UseProvider(DbContextOptionsBuilder builder, string? connectionString);

    /// <summary>Creates the schema on every shard and writes the same rows in every run.</summary>
    protected async Task SeedAsync(BlogSize size)
    {
        await using (var sharded = new BlogContext(Sharded()))
        {
            await sharded.Database.EnsureCreatedAsync();
            foreach (var shard in ShardNames)
            {
                _users.Add(shard, []);
            }

            for (var id = 1L; id <= size.Users; id++)
            {
                _users[sharded.Sharding().ShardOf<User>(id).Name].Add(id);
            }
        }

        foreach (var (shard, users) in _users)
        {
            await FillAsync(Plain(shard), users, size, withTopics: shard == TopicShard);
        }

        if (size.AlsoWhole)
        {
            await using (var whole = new BlogContext(PlainOnWhole()))
            {
                await whole.Database.EnsureCreatedAsync();
            }

            await FillAsync(PlainOnWhole(), Enumerable.Range(1, size.Users).Select(id => (long)id), size, withTopics: true);
        }
    }

    private static async Task FillAsync(DbContextOptions<BlogContext> options, IEnumerable<long> users, BlogSize size, bool withTopics)
    {
        foreach (var some in users.Chunk(RowsAtOnce))
        {
            await using var context = new BlogContext(options);
            context.AddRange(some.Select(id => BlogRows.NewUser(id, size)));
            await context.SaveChangesAsync();
        }

        await using var last = new BlogContext(options);
        if (withTopics)
        {
            last.AddRange(BlogRows.Topics(size));
            await last.SaveChangesAsync();
        }

        // Both databases know this word; without it the first queries are planned for empty tables.
        await last.Database.ExecuteSqlRawAsync("ANALYZE");
    }

    private DbContextOptions<BlogContext> PlainOn(string connectionString)
    {
        var builder = new DbContextOptionsBuilder<BlogContext>();
        UseProvider(builder, connectionString);
        return builder.Options;
    }
}
