using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.ByHand;
using EfShard.Benchmarks.Databases;
using EfShard.Benchmarks.Measuring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EfShard.Benchmarks.FanOut;

/// <summary>The cases without a limit. Contexts are pooled.</summary>
internal sealed class FanOutCases
{
    private readonly BlogDatabase _database;
    private readonly Func<BlogContext> _sharded;
    private readonly Func<BlogContext>[] _plain;

    // Above all posts of the seed.
    private long _nextPost = 1_000_000_000;

    public FanOutCases(BlogDatabase database)
    {
        _database = database;
        _sharded = Pool(database.Sharded());
        _plain = [.. BlogDatabase.ShardNames.Select(shard => Pool(database.Plain(shard)))];
    }

    public IEnumerable<FanOutCase> All()
    {
        yield return Feed();
        yield return ReadsOfAllShards();
        yield return Save(1);
        yield return Save(100);
    }

    private static Func<BlogContext> Pool(DbContextOptions<BlogContext> options) => new PooledDbContextFactory<BlogContext>(options).CreateDbContext;

    private FanOutCase Feed()
    {
        var byHand = new NewestByHand(_database);
        return new FanOutCase(
            "20 newest posts of 4 shards", "ADO.NET by hand, parallel, merged by a heap",
            Side.Of(byHand.ReadAsync),
            Side.Of(async () =>
            {
                await using var context = _sharded();
                await context.Posts.AsNoTracking().OrderByDescending(p => p.WrittenAt).ThenByDescending(p => p.Id).Take(20).ToListAsync();
            }));
    }

    /// <summary>Every context of the pool meets every shard.</summary>
    private FanOutCase ReadsOfAllShards()
    {
        var users = BlogDatabase.ShardNames.SelectMany((name, shard) => _database.UsersOf(name).Take(50).Select(id => (Shard: shard, Id: id)))
            .OrderBy(user => user.Id).ToArray();
        return new FanOutCase(
            "point read, users of all shards in turn", "plain EF Core, a pool of contexts a shard",
            Read(shard => _plain[shard]()), Read(_ => _sharded()));

        Side Read(Func<int, BlogContext> open)
        {
            var next = 0;
            return Side.Of(async () =>
            {
                var (shard, id) = users[next++ % users.Length];
                await using var context = open(shard);
                await context.Users.AsNoTracking().SingleAsync(u => u.Id == id);
            });
        }
    }

    private FanOutCase Save(int rows)
    {
        var plain = _plain[BlogDatabase.ShardNames.ToList().IndexOf(BlogDatabase.Shard)];
        var author = _database.UsersOf(BlogDatabase.Shard)[0];
        return new FanOutCase(
            rows == 1 ? "SaveChanges of 1 row" : $"SaveChanges of {rows} rows of one shard", "plain EF Core", Insert(plain), Insert(_sharded));

        Side Insert(Func<BlogContext> open) => Side.Of(async () =>
        {
            await using var context = open();
            for (var i = 0; i < rows; i++)
            {
                context.Add(new Post { Id = _nextPost++, AuthorId = author, Title = "A new post", Body = "Short.", WrittenAt = DateTime.UnixEpoch });
            }

            await context.SaveChangesAsync();
        });
    }
}
