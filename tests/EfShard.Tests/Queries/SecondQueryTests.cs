using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>A second query on a context whose first one is still being read: it must do what it does in plain EF on the same provider.</summary>
public class SecondQueryTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    private static readonly Dictionary<string, Func<BlogContext, BlogKeys, IQueryable<User>>> Parents = new()
    {
        ["all shards"] = (db, _) => db.Users.OrderBy(u => u.Id),
        ["two shards"] = (db, k) => db.Users.Where(u => k.TwoShards.Contains(u.Id)).OrderBy(u => u.Id),
        ["one shard"] = (db, k) => db.Users.Where(u => k.Neighbours.Contains(u.Id)).OrderBy(u => u.Id),
    };

    public static TheoryData<string> Names => [.. Parents.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_second_query_among_the_rows_does_what_it_does_in_one_database(string parents) => CheckAsync(sqlite, parents);

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public Task A_second_query_among_the_rows_does_what_it_does_in_one_PostgreSQL_database(string parents) => CheckAsync(postgres, parents);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Lazy_loading_among_the_rows_does_what_it_does_in_one_database(string parents) => CheckLazyAsync(sqlite, parents);

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public Task Lazy_loading_among_the_rows_does_what_it_does_in_one_PostgreSQL_database(string parents) => CheckLazyAsync(postgres, parents);

    private static async Task CheckAsync(BlogDatabases databases, string parents)
    {
        await using var plain = databases.Single();
        await using var sharded = databases.Sharded();
        Assert.Equal(await RunAsync(plain), await RunAsync(sharded));

        async Task<string> RunAsync(BlogContext db)
        {
            var told = new List<string>();
            try
            {
                await foreach (var user in Parents[parents](db, databases.Keys).AsAsyncEnumerable())
                {
                    told.Add($"{user.Id}: {(await db.Posts.Where(p => p.AuthorId == user.Id).ToListAsync()).Count}");
                }
            }
            catch (Exception e) when (e is InvalidOperationException or System.Data.Common.DbException)
            {
                told.Add(e.GetType().Name);
            }

            // Whatever happened, the context goes on.
            told.Add((await db.Users.ToListAsync()).Count.ToString());
            return string.Join('\n', told);
        }
    }

    private static async Task CheckLazyAsync(BlogDatabases databases, string parents)
    {
        await using var plain = databases.Single(o => o.UseLazyLoadingProxies());
        await using var sharded = databases.Sharded(more: o => o.UseLazyLoadingProxies());
        Assert.Equal(Run(plain), Run(sharded));

        string Run(BlogContext db)
        {
            var told = new List<string>();
            try
            {
                foreach (var user in Parents[parents](db, databases.Keys).AsEnumerable())
                {
                    told.Add($"{user.Id}: {user.Posts.Count}");
                }
            }
            catch (Exception e) when (e is InvalidOperationException or System.Data.Common.DbException)
            {
                told.Add(e.GetType().Name);
            }

            told.Add(db.Users.ToList().Count.ToString());
            return string.Join('\n', told);
        }
    }
}
