using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.ByHand;
using EfShard.Benchmarks.Databases;
using EfShard.Benchmarks.Measuring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EfShard.Benchmarks.Queries;

/// <summary>The queries over all shards. Contexts are pooled, nothing is tracked.</summary>
internal sealed class QueryCases(BlogDatabase database, IShipping shipping)
{
    private const int Liked = 500;
    private const int Unpopular = 200;
    private const int Offset = 10_000;
    private const int PageSize = 20;

    private readonly Func<BlogContext> _plain = new PooledDbContextFactory<BlogContext>(database.PlainOnWhole()).CreateDbContext;
    private readonly Func<BlogContext> _sharded = new PooledDbContextFactory<BlogContext>(database.Sharded()).CreateDbContext;

    public IEnumerable<QueryCase> All()
    {
        yield return Feed();

        var numbers = new NumbersByHand(database);
        yield return Both("count with a filter", 1.2, () => numbers.CountAsync(Liked), c => c.Posts.CountAsync(p => p.Likes >= Liked));
        yield return Both("sum with a filter", 1.2, () => numbers.SumAsync(Liked), c => c.Posts.Where(p => p.Likes >= Liked).SumAsync(p => (long)p.Likes));
        yield return Both("average with a filter", 1.2, () => numbers.AverageAsync(Liked), c => c.Posts.Where(p => p.Likes >= Liked).AverageAsync(p => p.Likes));
        yield return Both("max with a filter", 1.2, () => numbers.MaxAsync(Liked), c => c.Posts.Where(p => p.Likes >= Liked).MaxAsync(p => p.Likes));
        yield return Both(
            "users by city", 1.2, numbers.CitiesAsync,
            c => c.Users.GroupBy(u => u.City).Select(g => new { g.Key, Count = g.Count(), Last = g.Max(u => u.JoinedAt) }).ToListAsync());

        var page = new PageByHand(database);
        yield return Both(
            $"page at offset {Offset:#,0}", 1.0, () => page.ReadAsync(Offset, PageSize), c => Newest(c.Posts).Skip(Offset).Take(PageSize).ToListAsync(),
            onlyByHand: true);

        yield return Both(
            "broadcast join, 1,000 x 200,000", 1.3, shipping.CountLikedAsync,
            c => c.Posts.Join(c.Topics, p => p.TopicId, t => t.Id, (p, t) => new { p.Likes, t.Weight }).CountAsync(x => x.Likes > x.Weight));
        yield return Both(
            "gather of 50,000 rows", 1.3, () => shipping.CountPairsAsync(Unpopular),
            c => c.Posts.Where(p => p.Likes < Unpopular)
                .Join(c.Users, p => (long)p.TopicId, u => u.Id, (p, u) => new { p.Title, u.Name })
                .CountAsync(x => x.Title != x.Name));
    }

    private static IQueryable<Post> Newest(IQueryable<Post> posts)
        => posts.AsNoTracking().OrderByDescending(p => p.WrittenAt).ThenByDescending(p => p.Id);

    private QueryCase Feed()
    {
        var random = new Random(1);
        var lists = Enumerable.Range(0, 16).Select(_ => Enumerable.Range(0, 50).Select(_ => (long)random.Next(1, BlogSize.Large.Users)).Distinct().ToArray()).ToArray();
        var byHand = new FeedByHand(database);
        return new QueryCase(
            "feed of 50 authors, top 20", 1.2,
            InTurn(byHand.ReadAsync), InTurn(authors => AskAsync(_plain, authors)), InTurn(authors => AskAsync(_sharded, authors)));

        Side InTurn(Func<long[], Task<List<Post>>> ask)
        {
            var next = 0;
            return Side.Of(() => ask(lists[next++ % lists.Length]));
        }

        static async Task<List<Post>> AskAsync(Func<BlogContext> open, long[] authors)
        {
            await using var context = open();
            return await Newest(context.Posts.Where(p => authors.Contains(p.AuthorId))).Take(20).ToListAsync();
        }
    }

    private QueryCase Both<T1, T2>(string name, double most, Func<Task<T1>> byHand, Func<BlogContext, Task<T2>> ask, bool onlyByHand = false)
    {
        return new QueryCase(name, most, Side.Of(byHand), On(_plain), On(_sharded), onlyByHand);

        Side On(Func<BlogContext> open) => Side.Of(async () =>
        {
            await using var context = open();
            await ask(context);
        });
    }
}
