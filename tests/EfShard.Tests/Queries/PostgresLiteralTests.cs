using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>Values that are written into statements mean on PostgreSQL what parameters mean, and constants what they are.</summary>
public class PostgresLiteralTests(PostgresBlog postgres) : IClassFixture<PostgresBlog>
{
    [PostgresFact]
    public async Task Lists_are_not_cut_off_by_the_length_of_a_column()
    {
        await using var one = new ShortContext(postgres.SingleOptions());
        await using var db = new ShortContext(postgres.ShardedOptions(ShapeTraits.GatherRefused));
        await using var gathering = new ShortContext(postgres.ShardedOptions(ShapeTraits.GatherAlways));
        var titles = await one.Posts.Select(p => p.Title).Where(t => t.Length > 4).Distinct().OrderBy(t => t).Take(5).ToListAsync();
        Assert.NotEmpty(titles);

        // Of those that only begin like a title, none is meant.
        var others = titles.Select(t => t + "?").ToList();
        foreach (var list in new[] { titles, others, [.. titles, .. others] })
        {
            IQueryable<string> Query(ShortContext context)
                => context.Posts.Where(p => list.Contains(p.Title)).Join(context.Users, p => p.Rating * 10, u => u.Age, (p, u) => new { p.Id, User = u.Id }).OrderBy(x => x.Id).ThenBy(x => x.User)
                    .Select(x => x.Id + " " + x.User);

            // What travels has the column's type, too.
            IQueryable<string> Pairs(ShortContext context)
                => context.Posts.Where(p => p.Rating > 3).Join(context.Posts.Where(p => list.Contains(p.Title)), p => p.Title, q => q.Title, (p, q) => new { p.Id, Other = q.Id, q.Title })
                    .OrderBy(x => x.Id).ThenBy(x => x.Other).Select(x => x.Id + " " + x.Title);

            Assert.StartsWith("gather", Query(db).ToShardPlanString(), StringComparison.Ordinal);
            Assert.Equal(await Query(one).ToListAsync(), await Query(db).ToListAsync());
            Assert.Equal(Query(one).ToList(), Query(db).ToList());
            Assert.Equal(await Query(one).ToListAsync(), await Query(gathering).ToListAsync());
            Assert.Equal(await Pairs(one).ToListAsync(), await Pairs(db).ToListAsync());
            Assert.Equal(await Pairs(one).ToListAsync(), await Pairs(gathering).ToListAsync());
        }
    }

    [PostgresFact]
    public async Task Averages_of_constants_are_those_of_one_database()
    {
        await using var one = postgres.Single();
        await using var db = postgres.Sharded();
        Assert.Equal(await one.Posts.AverageAsync(p => p.Rating > 2 ? 1.0 : 0.0), await db.Posts.AverageAsync(p => p.Rating > 2 ? 1.0 : 0.0));
        var expected = one.Posts.GroupBy(p => p.Rating % 2).OrderBy(g => g.Key).Select(g => new { g.Key, Average = g.Average(p => p.Rating > 2 ? 1.5 : 0.1) }).ToList();
        Assert.Equal(expected, db.Posts.GroupBy(p => p.Rating % 2).OrderBy(g => g.Key).Select(g => new { g.Key, Average = g.Average(p => p.Rating > 2 ? 1.5 : 0.1) }).ToList());
    }

    private sealed class ShortContext(DbContextOptions<BlogContext> options) : BlogContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Post>().Property(p => p.Title).HasMaxLength(3);
        }
    }
}
