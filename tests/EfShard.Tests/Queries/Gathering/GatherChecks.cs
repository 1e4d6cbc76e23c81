using System.Reflection;
using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Gathering;

/// <summary>What must hold of a gather on every database; each check is run by a class for each.</summary>
public static class GatherChecks
{
    public static TheoryData<string> Names
        => [.. Checks.Select(m => m.Name).Order(StringComparer.Ordinal)];

    private static IEnumerable<MethodInfo> Checks
        => typeof(GatherChecks).GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(m => m.ReturnType == typeof(Task) && m.GetParameters() is [{ ParameterType: var p }] && p == typeof(BlogDatabases));

    public static Task RunAsync(string check, BlogDatabases databases)
        => (Task)Checks.Single(m => m.Name == check).Invoke(null, [databases])!;

    /// <summary>Follows and the users followed, who live elsewhere.</summary>
    internal static IQueryable<string> Followed(BlogContext db)
        => from follow in db.Set<Follow>()
           join user in db.Users on follow.FollowedId equals user.Id
           orderby follow.FollowerId, user.Id
           select follow.FollowerId + " follows " + user.Name;

    private static async Task A_transaction_sees_its_writes_on_every_shard(BlogDatabases databases)
    {
        await using var db = databases.Sharded(ShapeTraits.BestEffort | ShapeTraits.GatherRefused);
        var before = await Followed(db).ToListAsync();
        await using (await db.Database.BeginTransactionAsync())
        {
            Assert.Equal(60, await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.Name, u => "new " + u.Id)));
            var seen = await Followed(db).ToListAsync();

            Assert.Equal(before.Count, seen.Count);
            Assert.All(seen, text => Assert.Contains(" follows new ", text, StringComparison.Ordinal));
            Assert.Equal(seen, Followed(db).ToList());
        }

        Assert.Equal(before, await Followed(db).ToListAsync());
    }

    private static async Task A_transaction_sees_its_writes_to_reference_and_unsharded_tables(BlogDatabases databases)
    {
        await using var db = databases.Sharded(ShapeTraits.BestEffort | ShapeTraits.GatherRefused);
        await using (await db.Database.BeginTransactionAsync())
        {
            await db.Set<Country>().ExecuteUpdateAsync(set => set.SetProperty(c => c.Continent, "Pangaea"));
            await db.Set<Setting>().ExecuteUpdateAsync(set => set.SetProperty(s => s.Value, "Pangaea"));
            var continents = await db.Set<Follow>().Join(db.Users, f => f.FollowedId, u => u.Id, (f, u) => u.Country.Continent).Distinct().ToListAsync();
            var settings = await db.Users.Select(u => db.Set<Setting>().OrderBy(s => s.Name).First().Value).Distinct().ToListAsync();

            Assert.Equal(["Pangaea"], continents);
            Assert.Equal(["Pangaea"], settings);
        }
    }

    private static async Task Copies_of_a_reference_table_get_the_same_value_of_chance_and_clock(BlogDatabases databases)
    {
        await using var db = databases.Sharded(ShapeTraits.BestEffort | ShapeTraits.GatherRefused);
        await using (await db.Database.BeginTransactionAsync())
        {
            var countries = await db.Countries.CountAsync();
            Assert.Equal(
                countries,
                await db.Countries.ExecuteUpdateAsync(
                    set => set.SetProperty(c => c.Name, c => c.Code + EF.Functions.Random()).SetProperty(c => c.Continent, c => c.Code + DateTime.UtcNow)));
            await CheckAsync(countries);

            Assert.Equal(countries, db.Countries.ExecuteUpdate(set => set.SetProperty(c => c.Name, c => c.Code + EF.Functions.Random())));
            await CheckAsync(countries);

            var few = await db.Countries.Where(c => EF.Functions.Random() < 0.5).ExecuteUpdateAsync(set => set.SetProperty(c => c.Continent, "chosen"));
            await CheckAsync(countries);
            Assert.Equal(few, await db.Countries.OnShard("s2").CountAsync(c => c.Continent == "chosen"));
        }

        async Task CheckAsync(int countries)
        {
            var copies = new List<List<string>>();
            foreach (var (shard, _) in databases.Shards)
            {
                copies.Add(await db.Countries.OnShard(shard).OrderBy(c => c.Code).Select(c => c.Code + c.Name + c.Continent).ToListAsync());
            }

            Assert.Equal(countries, copies[0].Distinct().Count());
            Assert.All(copies, copy => Assert.Equal(copies[0], copy));
        }
    }

    private static async Task A_transaction_goes_on_after_a_gather(BlogDatabases databases)
    {
        await using var db = databases.Sharded(ShapeTraits.BestEffort | ShapeTraits.GatherRefused);
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.Nickname, "x"));
        await Followed(db).ToListAsync();
        Assert.Equal(60, await db.Users.Where(u => u.Nickname == "x").ExecuteUpdateAsync(set => set.SetProperty(u => u.Nickname, "y")));
        await transaction.RollbackAsync();

        Assert.False(await db.Users.AnyAsync(u => u.Nickname == "y"));
    }

    private static async Task The_policy_of_options_scope_and_query_is_followed_the_nearest_first(BlogDatabases databases)
    {
        await using var db = databases.Sharded();
        await Assert.ThrowsAsync<CrossShardQueryException>(() => Followed(db).ToListAsync());

        using (db.Sharding().UseGather(GatherPolicy.Allow))
        {
            Assert.NotEmpty(await Followed(db).ToListAsync());
            using (db.Sharding().UseGather(GatherPolicy.Throw))
            {
                Assert.Throws<CrossShardQueryException>(() => Followed(db).ToList());
            }

            Assert.NotEmpty(Followed(db).ToList());
            var refusal = Assert.Throws<CrossShardQueryException>(() => Named(db, GatherPolicy.Throw).ToList());
            Assert.Contains("GatherPolicy.Allow", refusal.WayOut, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<CrossShardQueryException>(() => Followed(db).ToListAsync());
        Assert.NotEmpty(await Named(db, GatherPolicy.Allow).ToListAsync());
        Assert.NotEmpty(Named(db, GatherPolicy.Warn).ToList());

        static IQueryable<string> Named(BlogContext db, GatherPolicy policy)
            => db.Set<Follow>().WithGather(policy).Join(db.Users, f => f.FollowedId, u => u.Id, (f, u) => u.Name);
    }

    private static async Task Combining_groups_in_a_database_is_no_gather_to_a_policy_but_to_the_budget(BlogDatabases databases)
    {
        var messages = new List<string>();
        await using var one = databases.Single();
        await using var db = databases.Sharded(more: o => o.LogTo(messages.Add, [ShardingEventId.QueryGathered]));
        foreach (var policy in Enum.GetValues<GatherPolicy>())
        {
            using (db.Sharding().UseGather(policy))
            {
                Assert.Equal(await Groups(one).ToListAsync(), await Groups(db).ToListAsync());
                Assert.Equal(Groups(one).ToList(), Groups(db).ToList());
                Assert.Equal(Ages(one).ToList(), Ages(db).ToList());
            }
        }

        Assert.Empty(messages);
        Assert.StartsWith("gather", Groups(db).ToShardPlanString(), StringComparison.Ordinal);

        // With rows that are no groups beside them it is a gather as any.
        var above = db.Users.Where(u => u.Balance > db.Users.Average(x => x.Balance)).Select(u => u.Id);
        await Assert.ThrowsAsync<CrossShardQueryException>(() => above.ToListAsync());

        await using var small = databases.Sharded(ShapeTraits.SmallBudget);
        var error = await Assert.ThrowsAsync<GatherBudgetException>(() => Groups(small).ToListAsync());
        Assert.Contains("allowed are 10 rows", error.Message, StringComparison.Ordinal);

        static IQueryable<string> Groups(BlogContext db)
            => db.Users.GroupBy(u => u.Age).Where(g => g.Max(u => u.Id) - g.Min(u => u.Id) >= 0).OrderBy(g => g.Key).Select(g => g.Key + ": " + g.Count());

        // Groups of groups: the inner ones travel.
        static IQueryable<int> Ages(BlogContext db) => db.Users.GroupBy(u => u.Age).Select(g => g.Count()).GroupBy(n => n).OrderBy(g => g.Key).Select(g => g.Key);
    }

    private static async Task A_warning_tells_rows_and_plan_unless_the_gather_is_meant(BlogDatabases databases)
    {
        var messages = new List<string>();
        await using var db = databases.Sharded(ShapeTraits.GatherRefused, o => o.LogTo(messages.Add, [ShardingEventId.QueryGathered]));

        // Neither side of a set operation is sent to the other's shards.
        var ids = db.Set<Follow>().Select(f => f.FollowedId).Intersect(db.Users.Select(u => u.Id));
        await ids.ToListAsync();
        await db.Users.WithGather(GatherPolicy.Warn).Where(u => u.Id == 5).ToListAsync();
        Assert.Empty(messages);

        using (db.Sharding().UseGather(GatherPolicy.Warn))
        {
            await ids.ToListAsync();
        }

        var message = Assert.Single(messages);
        Assert.Contains($"gathered {databases.Data.Of<Follow>().Count() + databases.Data.Of<User>().Count():N0} rows", message, StringComparison.Ordinal);
        Assert.Contains("ships Users (Id)", message, StringComparison.Ordinal);
    }

    private static async Task First_rows_are_taken_before_each_is_joined_with_one(BlogDatabases databases)
    {
        var messages = new List<string>();
        await using var one = databases.Single();
        await using var db = databases.Sharded(ShapeTraits.GatherRefused, o => o.LogTo(messages.Add, [ShardingEventId.QueryGathered]));
        Assert.Equal(await Page(one).ToListAsync(), await Page(db).ToListAsync());
        Assert.Equal(Page(one).ToList(), Page(db).ToList());

        using (db.Sharding().UseGather(GatherPolicy.Warn))
        {
            await Page(db).ToListAsync();
        }

        var first = databases.Data.Of<Follow>().Where(f => f.FollowerId > 3).GroupBy(f => BlogSharding.ShardOf(db, f))
            .SelectMany(shard => shard.OrderByDescending(f => f.FollowerId).ThenBy(f => f.FollowedId).Take(7)).ToList();
        Assert.Contains($"gathered {first.Count + first.DistinctBy(f => f.FollowedId).Count():N0} rows", Assert.Single(messages), StringComparison.Ordinal);

        // Not where what is joined chooses, orders or multiplies the rows, or leaves some out.
        messages.Clear();
        foreach (var query in (Func<BlogContext, IQueryable<string>>[])[ChosenByJoined, OrderedByJoined, Multiplied, LeftOut])
        {
            Assert.Equal(await query(one).ToListAsync(), await query(db).ToListAsync());
            Assert.DoesNotContain("each shard's first", query(db).ToShardPlanString(), StringComparison.Ordinal);
        }

        static IQueryable<string> Page(BlogContext db)
            => db.Set<Follow>().Where(f => f.FollowerId > 3).LeftJoin(db.Users, f => f.FollowedId, u => u.Id, (f, u) => new { f.FollowerId, f.FollowedId, Name = (string?)u!.Name })
                .OrderByDescending(x => x.FollowerId).ThenBy(x => x.FollowedId).Skip(2).Take(5).Select(x => x.FollowerId + " " + x.FollowedId + " " + x.Name);

        static IQueryable<string> ChosenByJoined(BlogContext db)
            => db.Set<Follow>().LeftJoin(db.Users, f => f.FollowedId, u => u.Id, (f, u) => new { f.FollowerId, f.FollowedId, Age = (int?)u!.Age })
                .Where(x => x.Age > 40).OrderBy(x => x.FollowerId).ThenBy(x => x.FollowedId).Take(5).Select(x => x.FollowerId + " " + x.FollowedId + " " + x.Age);

        static IQueryable<string> OrderedByJoined(BlogContext db)
            => db.Set<Follow>().LeftJoin(db.Users, f => f.FollowedId, u => u.Id, (f, u) => new { f.FollowerId, f.FollowedId, Age = (int?)u!.Age })
                .OrderBy(x => x.Age).ThenBy(x => x.FollowerId).ThenBy(x => x.FollowedId).Take(5).Select(x => x.FollowerId + " " + x.FollowedId + " " + x.Age);

        static IQueryable<string> Multiplied(BlogContext db)
            => db.Users.LeftJoin(db.Set<Follow>(), u => u.Id, f => f.FollowedId, (u, f) => new { u.Id, Follower = (long?)f!.FollowerId })
                .OrderBy(x => x.Id).Take(5).Select(x => x.Id + "");

        static IQueryable<string> LeftOut(BlogContext db)
            => db.Set<Follow>().Join(db.Users.Where(u => u.Age > 40), f => f.FollowedId, u => u.Id, (f, u) => new { f.FollowerId, f.FollowedId, u.Name })
                .OrderBy(x => x.FollowerId).ThenBy(x => x.FollowedId).Take(5).Select(x => x.FollowerId + " " + x.FollowedId + " " + x.Name);
    }

    private static async Task Only_needed_columns_and_rows_are_shipped(BlogDatabases databases)
    {
        var messages = new List<string>();
        await using var db = databases.Sharded(ShapeTraits.GatherRefused, o => o.LogTo(messages.Add, [ShardingEventId.QueryGathered]));
        var oldest = 40;
        var query = from follow in db.Set<Follow>().WithGather(GatherPolicy.Warn)
                    join user in db.Users on follow.FollowedId equals user.Id
                    where user.Age > oldest && user.Name.Length > 2
                    select new { follow.FollowerId, user.Name };
        await query.ToListAsync();

        var plan = query.ToShardPlanString();
        Assert.Contains("ships Users (Age, Id, Name), filtered", plan, StringComparison.Ordinal);
        Assert.Contains("ships Follows (FollowedId, FollowerId), if they are few only rows whose FollowedId is among the Id of Users of", plan, StringComparison.Ordinal);
        var users = databases.Data.Of<User>().Where(u => u.Age > oldest && u.Name.Length > 2).Select(u => u.Id).ToHashSet();
        var follows = databases.Data.Of<Follow>().Count(f => users.Contains(f.FollowedId));
        Assert.Contains($"gathered {follows + users.Count:N0} rows", Assert.Single(messages), StringComparison.Ordinal);
    }

    private static async Task An_Include_across_shards_ships_the_rows_that_match(BlogDatabases databases)
    {
        var messages = new List<string>();
        await using var db = databases.Sharded(ShapeTraits.GatherRefused, o => o.LogTo(messages.Add, [ShardingEventId.QueryGathered]));
        var follower = databases.Keys.Follow.FollowerId;
        var expected = databases.Data.Of<Follow>().Where(f => f.FollowerId == follower).Select(f => f.FollowedId).Order().ToList();

        var follows = await db.Set<Follow>().WithGather(GatherPolicy.Warn).Where(f => f.FollowerId == follower).Include(f => f.Followed).ToListAsync();

        Assert.Equal(expected, follows.Select(f => f.Followed.Id).Order());

        // Either the follows go to the shards of the users, or both are gathered: whether their columns can go is up to the database.
        var rows = Assert.Single(messages).Contains("broadcast", StringComparison.Ordinal) ? expected.Count : 2 * expected.Count;
        Assert.Contains($"gathered {rows:N0} rows", Assert.Single(messages), StringComparison.Ordinal);
        var nobody = BlogKeys.Missing;
        Assert.Empty(await db.Set<Follow>().Where(f => f.FollowerId == nobody || f.FollowerId == -nobody).Include(f => f.Followed).ToListAsync());
    }

    private static async Task More_than_the_budget_is_an_error_with_the_plan(BlogDatabases databases)
    {
        await using var db = databases.Sharded(ShapeTraits.GatherRefused | ShapeTraits.SmallBudget);
        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<GatherBudgetException>(() => Followed(db).ToListAsync());
            Assert.InRange(error.Rows, 11, 60);
            Assert.Contains("ships Users", error.Plan, StringComparison.Ordinal);
            Assert.Contains("allowed are 10 rows", error.Message, StringComparison.Ordinal);
            Assert.Throws<GatherBudgetException>(() => Followed(db).ToList());
        }

        Assert.Equal(60, (await db.Users.ToListAsync()).Count);
    }

    private static async Task A_reader_that_is_left_early_leaves_nothing_open(BlogDatabases databases)
    {
        await using var db = databases.Sharded(ShapeTraits.GatherRefused);
        Assert.NotNull(Followed(db).AsEnumerable().First());
        await foreach (var text in Followed(db).AsAsyncEnumerable())
        {
            Assert.NotEmpty(text);
            break;
        }

        Assert.NotEmpty(await Followed(db).ToListAsync());
    }

    private static async Task Cancelling_ends_it_and_the_context_goes_on(BlogDatabases databases)
    {
        using var stop = new CancellationTokenSource();
        await using var db = databases.Sharded(ShapeTraits.GatherRefused, o => o.AddInterceptors(new CancelAtFinal(stop)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Followed(db).ToListAsync(stop.Token));
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Followed(db).ToListAsync(stopped.Token));

        Assert.NotEmpty(await Followed(db).ToListAsync());
    }

    private static async Task A_shard_that_fails_is_named_and_the_context_goes_on(BlogDatabases databases)
    {
        await using var broken = databases.Shard("s2");
        await using var db = databases.Sharded(ShapeTraits.GatherRefused);
        await broken.Database.ExecuteSqlRawAsync("ALTER TABLE \"Follows\" RENAME TO \"Hidden\"");
        try
        {
            var error = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Followed(db).ToListAsync());
            Assert.Equal("s2", error.ShardName());
            Assert.ThrowsAny<System.Data.Common.DbException>(() => Followed(db).ToList());
        }
        finally
        {
            await broken.Database.ExecuteSqlRawAsync("ALTER TABLE \"Hidden\" RENAME TO \"Follows\"");
        }

        Assert.NotEmpty(await Followed(db).ToListAsync());
    }

    private static async Task One_connection_a_shard_is_enough_for_many_gathers_at_once(BlogDatabases databases)
    {
        var options = databases.ShardedOptions(ShapeTraits.GatherRefused | ShapeTraits.OneConnection);
        var expected = await RunAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(RunAsync)));

        Assert.All(results, result => Assert.Equal(expected, result));

        async Task<List<string>> RunAsync()
        {
            await using var db = new BlogContext(options);
            return await Followed(db).ToListAsync();
        }
    }
}
