using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>Lists of keys: each shard is sent the keys that it owns, and shards that own none are not asked.</summary>
public class KeyListTests(SqliteBlog sqlite, PostgresBlog postgres) : IClassFixture<SqliteBlog>, IClassFixture<PostgresBlog>
{
    public static TheoryData<int> Sizes => [0, 1, 2, 50, 5_000];

    [Theory]
    [MemberData(nameof(Sizes))]
    public Task Each_Sqlite_shard_gets_the_keys_that_it_owns(int size)
        => CheckAsync(sqlite, size, (db, keys) => db.Users.Where(u => keys.Contains(u.Id)));

    [PostgresTheory]
    [MemberData(nameof(Sizes))]
    public Task Each_PostgreSQL_shard_gets_the_keys_that_it_owns(int size)
        => CheckAsync(postgres, size, (db, keys) => db.Users.Where(u => keys.Contains(u.Id)));

    [Theory]
    [MemberData(nameof(Sizes))]
    public Task The_same_holds_for_the_list_as_one_parameter_on_Sqlite(int size)
        => CheckAsync(sqlite, size, (db, keys) => db.Users.Where(u => EF.Parameter(keys).Contains(u.Id)));

    [PostgresTheory]
    [MemberData(nameof(Sizes))]
    public Task The_same_holds_for_one_parameter_a_key_on_PostgreSQL(int size)
        => CheckAsync(postgres, size, (db, keys) => db.Users.Where(u => EF.MultipleParameters(keys).Contains(u.Id)));

    [Theory]
    [MemberData(nameof(Sizes))]
    public Task The_same_holds_for_one_parameter_a_key_on_Sqlite(int size)
        => CheckAsync(sqlite, size, (db, keys) => db.Users.Where(u => EF.MultipleParameters(keys).Contains(u.Id)));

    private static async Task CheckAsync(BlogDatabases databases, int size, Func<BlogContext, long[], IQueryable<User>> query)
    {
        // Real users first, then ids that nobody has.
        var keys = Enumerable.Range(1, size).Select(i => i <= databases.Data.UserIds.Count ? databases.Data.UserIds[i - 1] : 100_000L + i).ToArray();
        var recorder = databases.Recorder();
        await using var plain = databases.Single();
        await using var sharded = databases.Sharded(more: o => o.AddInterceptors(recorder));

        Assert.Equal(await Ids(query(plain, keys)), await Ids(query(sharded, keys)));

        var facade = sharded.Sharding();
        var owners = keys.GroupBy(key => facade.ShardOf<User>(key).Name).ToDictionary(g => g.Key, g => g.ToHashSet());
        Assert.Equal(owners.Keys.Order(StringComparer.Ordinal), recorder.Databases);
        Assert.Equal(owners.Count, recorder.Commands.Count);
        foreach (var command in recorder.Commands)
        {
            var sent = command.Parameters.Values.SelectMany(Keys).ToHashSet();
            Assert.True(sent.IsSubsetOf(owners[command.Database]), $"{command.Database} was sent keys that it does not own.");
            Assert.Equal(owners[command.Database].Count, sent.Count);
        }
    }

    private static Task<List<long>> Ids(IQueryable<User> users) => users.OrderBy(u => u.Id).Select(u => u.Id).ToListAsync();

    /// <summary>The keys in a parameter, whatever form the provider gives a list.</summary>
    private static IEnumerable<long> Keys(object? parameter)
        => parameter switch
        {
            long key => [key],
            IEnumerable<long> keys => keys,
            string json => System.Text.Json.JsonSerializer.Deserialize<long[]>(json)!,
            _ => throw new InvalidOperationException($"A list of keys as {parameter?.GetType()}."),
        };
}
