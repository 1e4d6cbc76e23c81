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

    private const int PostsPerUser = 20;
    private const int UserCount = 400;

    private readonly Dictionary<string, List<long>> _users = [];

    /// <summary>Whether its asynchronous methods really wait. A provider that blocks is measured by its synchronous methods, too.</summary>
    public abstract bool IsAsynchronous { get; }

    /// <summary>Version, place and settings, for the description of the machine.</summary>
    public abstract string Description { get; }

    public static IReadOnlyList<string> ShardNames { get; } = [.. Enumerable.Range(0, ShardCount).Select(i => $"s{i}")];

    /// <summary>One connection string a shard.</summary>
    public abstract IReadOnlyList<string> ConnectionStrings { get; }

    /// <summary>The users whose rows are on a shard.</summary>
    public IReadOnlyList<long> UsersOf(string shard) => _users[shard];

    /// <summary>EfShard over all shards.</summary>
    public DbContextOptions<BlogContext> Sharded()
    {
        var builder = new DbContextOptionsBuilder<BlogContext>();
        UseProvider(builder, null);
        builder.UseSharding(sharding =>
        {
            for (var shard = 0; shard < ShardCount; shard++)
            {
                sharding.AddShard(ShardNames[shard], ConnectionStrings[shard]);
            }
        });
        return builder.Options;
    }

    /// <summary>Plain EF Core on the database of one shard.</summary>
    public DbContextOptions<BlogContext> Plain(string shard)
    {
        var builder = new DbContextOptionsBuilder<BlogContext>();
        UseProvider(builder, ConnectionStrings[int.Parse(shard.AsSpan(1), null)]);
        return builder.Options;
    }

    /// <summary>A connection as code without EF Core would make it.</summary>
    public abstract DbConnection CreateConnection(string connectionString);

    public abstract ValueTask DisposeAsync();

    protected abstract void UseProvider(DbContextOptionsBuilder builder, string? connectionString);

    /// <summary>Creates the schema on every shard and writes the same rows in every run.</summary>
    protected async Task SeedAsync()
    {
        await using (var sharded = new BlogContext(Sharded()))
        {
            await sharded.Database.EnsureCreatedAsync();
            foreach (var shard in ShardNames)
            {
                _users.Add(shard, []);
            }

            for (var id = 1L; id <= UserCount; id++)
            {
                _users[sharded.Sharding().ShardOf<User>(id).Name].Add(id);
            }
        }

        foreach (var (shard, users) in _users)
        {
            await using var plain = new BlogContext(Plain(shard));
            plain.AddRange(users.Select(NewUser));
            await plain.SaveChangesAsync();
        }
    }

    private static User NewUser(long id)
    {
        var start = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var user = new User
        {
            Id = id,
            Name = $"User {id}",
            Email = $"user{id}@example.com",
            Biography = id % 3 == 0 ? null : $"User {id} writes about databases, gardens and the sea.",
            JoinedAt = start.AddMinutes(id),
        };
        for (var i = 0; i < PostsPerUser; i++)
        {
            user.Posts.Add(new Post
            {
                Id = id * 1_000 + i,
                AuthorId = id,
                Title = $"Post {i} of user {id}",
                Body = string.Concat(Enumerable.Repeat("It was a bright cold day in April, and the clocks were striking. ", 4)),
                WrittenAt = start.AddDays(i).AddSeconds(id * 7),
            });
        }

        return user;
    }
}
