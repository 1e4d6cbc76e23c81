using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.Databases;
using EfShard.Benchmarks.Measuring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EfShard.Benchmarks.Writes;

/// <summary>Writes over four shards. Contexts are pooled; two ways that do the same work write the same number of rows to the same databases.</summary>
internal sealed class WriteCases
{
    private const int Updated = 100;

    private readonly Func<BlogContext> _twoPhase;
    private readonly Func<BlogContext> _bestEffort;
    private readonly Func<BlogContext>[] _plain;
    private readonly TwoPhaseByHand _byHand;
    private readonly long[] _authors;
    private readonly (long[] Posts, long[] Authors)[] _known;

    // Above all posts of the seed and of the other suites.
    private long _nextPost = 2_000_000_000;

    public WriteCases(BlogDatabase database)
    {
        _twoPhase = Pool(database.Sharded(CrossShardCommit.TwoPhase));
        _bestEffort = Pool(database.Sharded(CrossShardCommit.BestEffort));
        _plain = [.. BlogDatabase.ShardNames.Select(shard => Pool(database.Plain(shard)))];
        _byHand = new TwoPhaseByHand(_plain);
        _authors = [.. BlogDatabase.ShardNames.Select(shard => database.UsersOf(shard)[0])];
        _known = [.. _plain.Select(open =>
        {
            using var context = open();
            var posts = context.Posts.AsNoTracking().OrderBy(p => p.Id).Take(Updated).Select(p => new { p.Id, p.AuthorId }).ToList();
            return (posts.Select(p => p.Id).ToArray(), posts.Select(p => p.AuthorId).ToArray());
        })];
    }

    public IEnumerable<WriteCase> All()
    {
        yield return Insert(1000);
        yield return Update();
        yield return OneRowAShard();
    }

    private static Func<BlogContext> Pool(DbContextOptions<BlogContext> options) => new PooledDbContextFactory<BlogContext>(options).CreateDbContext;

    private static Side InOne(Func<BlogContext> open, Func<BlogContext, Task> work) => Side.Of(async () =>
    {
        await using var context = open();
        await work(context);
        await context.SaveChangesAsync();
    });

    private static async Task LikeAsync(BlogContext context, long[] posts, long[] authors)
    {
        foreach (var post in await context.Posts.Where(p => posts.Contains(p.Id) && authors.Contains(p.AuthorId)).ToListAsync())
        {
            post.Likes++;
        }
    }

    private WriteCase Insert(int rows)
    {
        var each = rows / BlogDatabase.ShardCount;
        return new WriteCase(
            $"insert {rows:#,0} posts in one SaveChanges", "plain EF Core on one server, by hand",
            [
                (InOne(_plain[0], context => AddAsync(context, _authors[..1], rows)), 0.7),
                (Side.Of(() => _byHand.RunAsync((context, shard) => AddAsync(context, [_authors[shard]], each))), 1.2),
            ],
            OnlySlowest: false,
            InOne(_twoPhase, context => AddAsync(context, _authors, each)));
    }

    private WriteCase Update()
    {
        const int Each = Updated / BlogDatabase.ShardCount;
        var posts = _known.SelectMany(known => known.Posts.Take(Each)).ToArray();
        var authors = _known.SelectMany(known => known.Authors.Take(Each)).Distinct().ToArray();
        return new WriteCase(
            $"load {Updated} posts and update them", "plain EF Core on one server, by hand",
            [
                (InOne(_plain[0], context => LikeAsync(context, _known[0].Posts, [.. _known[0].Authors.Distinct()])), 1.2),
                (Side.Of(() => _byHand.RunAsync((context, shard) => LikeAsync(
                    context, _known[shard].Posts[..Each], [.. _known[shard].Authors.Take(Each).Distinct()]))), 1.2),
            ],
            OnlySlowest: true,
            InOne(_twoPhase, context => LikeAsync(context, posts, authors)));
    }

    private WriteCase OneRowAShard()
        => new(
            "insert one post a shard", "BestEffort",
            [(InOne(_bestEffort, context => AddAsync(context, _authors, 1)), 1.8)],
            OnlySlowest: false,
            InOne(_twoPhase, context => AddAsync(context, _authors, 1)));

    private Task AddAsync(BlogContext context, long[] authors, int each)
    {
        foreach (var author in authors)
        {
            for (var i = 0; i < each; i++)
            {
                context.Add(new Post
                {
                    Id = Interlocked.Increment(ref _nextPost), AuthorId = author, Title = "A new post", Body = "Short.", WrittenAt = DateTime.UnixEpoch,
                });
            }
        }

        return Task.CompletedTask;
    }
}
