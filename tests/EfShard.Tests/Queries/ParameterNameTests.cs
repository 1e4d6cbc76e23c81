using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>
///     Variables whose names differ in nothing but case: databases don't tell them apart, so that EF Core gives the statement's parameters
///     other names than those of their values.
/// </summary>
public class ParameterNameTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    private const string KnownKey = "a known key";

    private static readonly Dictionary<string, Func<BlogContext, BlogKeys, IQueryable<User>>> Queries = new()
    {
        ["one or the other key"] = (db, keys) =>
        {
            var (id, iD) = (keys.User, keys.Other);
            return db.Users.Where(u => u.Id == id || u.Id == iD);
        },
        ["both keys"] = (db, keys) =>
        {
            var (id, iD) = (keys.User, keys.Other);
            return db.Users.Where(u => u.Id == id && u.Id == iD);
        },
        ["a list and a list"] = (db, keys) =>
        {
            var (ids, iDs) = (keys.Fifty, keys.TwoShards);
            return db.Users.Where(u => ids.Contains(u.Id)).Where(u => iDs.Contains(u.Id));
        },
        ["lists as one parameter each"] = (db, keys) =>
        {
            var (ids, iDs) = (keys.Fifty, keys.TwoShards);
            return db.Users.Where(u => EF.Parameter(ids).Contains(u.Id) || EF.Parameter(iDs).Contains(u.Id));
        },
        ["two numbers of rows"] = (db, _) =>
        {
            var (count, counT) = (3, 7);
            return db.Users.OrderBy(u => u.Id).Skip(count).Take(counT);
        },
        ["another column"] = (db, keys) =>
        {
            var (id, iD) = (keys.User, 20);
            return db.Users.Where(u => u.Age > iD && u.Id != id);
        },
        [KnownKey] = (db, keys) =>
        {
            var (id, iD) = (keys.User, keys.Other);
            return db.Users.Where(u => u.Id != id).WithShardKey(iD);
        },
    };

    public static TheoryData<string> Names => [.. Queries.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task They_are_told_apart_on_Sqlite(string query) => CheckAsync(sqlite, query);

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public Task They_are_told_apart_on_PostgreSQL(string query) => CheckAsync(postgres, query);

    private static async Task CheckAsync(BlogDatabases databases, string name)
    {
        await using var plain = databases.Single();
        await using var sharded = databases.Sharded();
        var query = Queries[name];
        var expected = name == KnownKey
            ? plain.Users.Where(u => u.Id == databases.Keys.Other)
            : query(plain, databases.Keys);

        Assert.Equal(await IdsAsync(expected), await IdsAsync(query(sharded, databases.Keys)));
    }

    private static async Task<IEnumerable<long>> IdsAsync(IQueryable<User> query) => (await query.ToListAsync()).Select(u => (long)u.Id).Order();
}
