using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static EfShard.Tests.Update.GlobalIndexContext;

namespace EfShard.Tests.Update;

/// <summary>A value that is unique over all shards: of those who save it one gets it, and a query by it asks where it is.</summary>
public sealed class GlobalIndexTests : IAsyncLifetime
{
    private PostgresDatabases? _databases;

    public async Task InitializeAsync()
    {
        if (PostgresShards.SkipReason is null)
        {
            _databases = await PostgresShards.CreateDatabasesAsync("indexes");
            await using var context = Context();
            await context.Database.EnsureCreatedAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_databases is not null)
        {
            await _databases.DisposeAsync();
        }
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Entries_come_change_and_go_with_the_rows(bool async)
    {
        await using var context = Context();
        var members = Enumerable.Range(1, 20).Select(i => new Member { Id = i, Email = $"m{i}@example.org", Number = Guid.NewGuid() }).ToList();
        context.AddRange(members);
        Assert.Equal(20, await SaveAsync(context, async));
        Assert.Equal((20, 20), await EntriesAsync());

        members[0].Email = "new@example.org";
        members[1].Email = null;
        members[2].Name = "other";
        context.Remove(members[3]);
        (members[4].Email, members[5].Email) = (members[5].Email, "free@example.org");
        context.Add(new Member { Id = 30, Email = "m4@example.org" });
        context.Add(new Member { Id = 31 });
        context.Add(new Member { Id = 32 });
        Assert.Equal(9, await SaveAsync(context, async));
        Assert.Equal((19, 19), await EntriesAsync());
        foreach (var (email, id) in new[]
        {
            ("new@example.org", 1L), ("m4@example.org", 30L), ("m6@example.org", 5L), ("free@example.org", 6L), ("m7@example.org", 7L),
        })
        {
            Assert.Equal(id, (await context.Members.AsNoTracking().SingleAsync(m => m.Email == email)).Id);
            Assert.Equal(id, Convert.ToInt64(await ScalarAsync($"SELECT \"Key0\" FROM \"Members_Email_GlobalIndex\" WHERE \"Value\" = '{email}'")));
        }

        Assert.False(await context.Members.AnyAsync(m => m.Email == "m1@example.org"));
        Assert.False(await context.Members.AnyAsync(m => m.Email == "m5@example.org"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_value_of_another_shards_row_is_refused_by_name_and_nothing_is_saved(bool async)
    {
        await using (var context = Context())
        {
            context.AddRange(Enumerable.Range(1, 12).Select(i => new Member { Id = i, Email = $"m{i}" }));
            await context.SaveChangesAsync();
        }

        foreach (var other in Enumerable.Range(2, 11))
        {
            await using var context = Context();
            context.Add(new Member { Id = 100 + other, Email = "fresh" });
            var taken = new Member { Id = 200 + other, Email = $"m{other}" };
            context.Add(taken);
            var error = await Assert.ThrowsAsync<DuplicateValueException>(() => SaveAsync(context, async));
            Assert.Equal(("Member", "Email"), (error.EntityType, error.Property));
            Assert.Contains(error.Entries, entry => entry.Entity == taken);
            Assert.DoesNotContain($"m{other}", error.Message, StringComparison.Ordinal);
        }

        await using var same = Context();
        same.AddRange(new Member { Id = 300, Email = "twice" }, new Member { Id = 301, Email = "twice" });
        Assert.Equal(2, (await Assert.ThrowsAsync<DuplicateValueException>(() => SaveAsync(same, async))).Entries.Count);
        Assert.Equal(12, await same.Members.CountAsync());
        Assert.Equal(12, (await EntriesAsync()).Emails);
    }

    [PostgresFact]
    public async Task Of_many_who_save_one_value_at_once_exactly_one_gets_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var email = $"round{round}@example.org";
            var start = new TaskCompletionSource();
            var saves = Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
            {
                await using var context = Context();
                context.Add(new Member { Id = (round * 100) + i, Email = email });
                await start.Task;
                try
                {
                    await context.SaveChangesAsync();
                    return true;
                }
                catch (DuplicateValueException)
                {
                    return false;
                }
            })).ToList();
            start.SetResult();
            Assert.Single(await Task.WhenAll(saves), won => won);
        }

        await using var check = Context();
        Assert.Equal(5, await check.Members.CountAsync());
        Assert.Equal(5, (await EntriesAsync()).Emails);
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_query_by_the_value_asks_the_index_and_one_shard(bool async)
    {
        var numbers = Enumerable.Range(1, 12).ToDictionary(i => (long)i, _ => Guid.NewGuid());
        await using (var context = Context())
        {
            context.AddRange(numbers.Select(pair => new Member { Id = pair.Key, Email = $"m{pair.Key}", Number = pair.Value, Badges = { new Badge { Id = pair.Key } } }));
            await context.SaveChangesAsync();
        }

        var log = new Harness.CommandLog();
        await using var logged = Context(options => options.AddInterceptors(log));
        foreach (var (id, number) in numbers)
        {
            var email = $"m{id}";
            await AskAsync(2, () => logged.Members.AsNoTracking().Where(m => m.Email == email), found => Assert.Equal(id, Assert.Single(found).Id));
            await AskAsync(2, () => logged.Members.AsNoTracking().Where(m => number == m.Number && m.Name == ""), found => Assert.Equal(id, Assert.Single(found).Id));
            await AskAsync(2, () => logged.Members.AsNoTracking().Include(m => m.Badges).Where(m => m.Email == email), found => Assert.Single(found[0].Badges));
            await AskAsync(2, () => logged.Badges.AsNoTracking().Where(b => b.Member.Email == email), found => Assert.Equal(id, Assert.Single(found).Id));

            // A count says nothing of the row: the shard is asked first whether it has it.
            var before = log.Commands.Count();
            Assert.Equal(1, async ? await logged.Members.CountAsync(m => m.Email == email) : logged.Members.Count(m => m.Email == email));
            Assert.True(async ? await logged.Members.AnyAsync(m => m.Email == email && m.Id > 0) : logged.Members.Any(m => m.Email == email && m.Id > 0));
            Assert.Equal(6, log.Commands.Count() - before);
        }

        // What the index does not know, all are asked for; what matches something else, too.
        Assert.Empty(await logged.Members.Where(m => m.Email == "nobody").ToListAsync());
        Assert.Equal(0, await logged.Members.CountAsync(m => m.Email == "nobody"));
        Assert.Empty(await logged.Members.Where(m => m.Email == "m1" && m.Name == "x").ToListAsync());
        Assert.Equal(2, await logged.Members.CountAsync(m => m.Email == "m1" || m.Email == "m2"));
        Assert.Equal(12, await logged.Members.Where(m => m.Email == "m1").Select(m => m.Id).Concat(logged.Members.Where(m => m.Email != "m1").Select(m => m.Id)).CountAsync());
        string? none = null;
        Assert.Equal(0, await logged.Members.CountAsync(m => m.Email == none));

        async Task AskAsync<T>(int commands, Func<IQueryable<T>> query, Action<List<T>> check)
        {
            var before = log.Commands.Count();
            check(async ? await query().ToListAsync() : query().ToList());
            Assert.Equal(commands, log.Commands.Count() - before);
        }
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_entry_that_is_missing_or_wrong_makes_no_answer_wrong(bool async)
    {
        await using var context = Context();
        context.AddRange(Enumerable.Range(1, 12).Select(i => new Member { Id = i, Email = $"m{i}" }));
        await context.SaveChangesAsync();
        for (var i = 0; i < 4; i++)
        {
            // Somebody has written past EfShard: half of the entries are gone, the others say that all are with member 1.
            await ExecuteAsync(i, "DELETE FROM \"Members_Email_GlobalIndex\" WHERE \"Key0\" % 2 = 0; UPDATE \"Members_Email_GlobalIndex\" SET \"Key0\" = 1");
        }

        foreach (var id in Enumerable.Range(1, 12))
        {
            var email = $"m{id}";
            var query = context.Members.AsNoTracking().Where(m => m.Email == email);
            Assert.Equal(id, (async ? await query.SingleAsync() : query.Single()).Id);
            Assert.Equal(1, async ? await query.CountAsync() : query.Count());
        }
    }

    [PostgresFact]
    public async Task A_row_that_somebody_else_has_changed_leaves_its_entry_alone()
    {
        await using var context = Context();
        context.AddRange(new Member { Id = 1, Email = "a" }, new Member { Id = 2 });
        await context.SaveChangesAsync();
        await using var other = Context();
        var (one, two) = (await other.Members.SingleAsync(m => m.Id == 1), await other.Members.SingleAsync(m => m.Id == 2));
        (one.Email, two.Email) = ("b", "c");
        await other.SaveChangesAsync();

        // It takes the first for one with "a", and the second for one with nothing.
        foreach (var stale in context.ChangeTracker.Entries<Member>().ToList())
        {
            stale.State = EntityState.Deleted;
            var error = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => context.SaveChangesAsync());
            Assert.Equal(stale.Entity, Assert.Single(error.Entries).Entity);
            stale.State = EntityState.Unchanged;
        }

        Assert.Equal(2, (await EntriesAsync()).Emails);
        Assert.Equal(2, (await context.Members.AsNoTracking().SingleAsync(m => m.Email == "c")).Id);
    }

    [PostgresFact]
    public async Task A_transaction_sees_its_own_entries_and_takes_them_back()
    {
        await using var context = Context();
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            context.Add(new Member { Id = 1, Email = "a" });
            await context.SaveChangesAsync();
            Assert.Equal(1, (await context.Members.AsNoTracking().SingleAsync(m => m.Email == "a")).Id);
            await transaction.RollbackAsync();
        }

        context.ChangeTracker.Clear();
        context.Add(new Member { Id = 2, Email = "a" });
        await context.SaveChangesAsync();
        Assert.Equal(2, (await context.Members.AsNoTracking().SingleAsync(m => m.Email == "a")).Id);
    }

    [PostgresFact]
    public async Task Bulk_writes_that_the_index_would_not_see_are_refused()
    {
        await using var context = Context();
        context.Add(new Member { Id = 1, Email = "a" });
        await context.SaveChangesAsync();
        var set = await Assert.ThrowsAsync<CrossShardQueryException>(() => context.Members.Where(m => m.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(m => m.Email, "b")));
        Assert.Contains("global index", set.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CrossShardQueryException>(() => context.Members.Where(m => m.Id == 1).ExecuteDeleteAsync());
        await Assert.ThrowsAsync<CrossShardQueryException>(() => context.Members.OnShard("s0").ExecuteDeleteAsync());
        Assert.Equal(1, await context.Members.Where(m => m.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(m => m.Name, "b")));
    }

    [PostgresFact]
    public async Task Commits_that_are_not_atomic_are_refused_with_the_options()
    {
        await using var context = Context(policy: CrossShardCommit.BestEffort);
        context.Add(new Member { Id = 1, Email = "a" });
        var error = await Assert.ThrowsAsync<ShardingConfigurationException>(() => context.SaveChangesAsync());
        Assert.Contains("'Member.Email' has a global index", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Rebuilding_adds_corrects_and_removes_entries_and_counts_duplicates()
    {
        await using var context = Context();
        context.AddRange(Enumerable.Range(1, 12).Select(i => new Member { Id = i, Email = $"m{i}", Number = Guid.NewGuid() }));
        await context.SaveChangesAsync();
        var unsaved = new Member { Id = 900, Email = "unsaved" };
        context.Add(unsaved);
        var clean = await context.Sharding().RebuildGlobalIndexesAsync();
        Assert.All(clean, report => Assert.Equal((0, 0, 0, 0), (report.Added, report.Corrected, report.Removed, report.Duplicates)));

        for (var i = 0; i < 4; i++)
        {
            await ExecuteAsync(
                i,
                """
                DELETE FROM "Members_Email_GlobalIndex" WHERE "Key0" <= 3;
                UPDATE "Members_Email_GlobalIndex" SET "Key0" = 1 WHERE "Key0" BETWEEN 4 AND 5;
                DELETE FROM "Members" WHERE "Id" = 12;
                """);
        }

        // The same value once more, on another shard.
        var taken = context.Sharding().ShardOf<Member>(7L).Name;
        var other = Enumerable.Range(50, 50).First(id => context.Sharding().ShardOf<Member>((long)id).Name != taken);
        var shard = context.Sharding().ShardOf<Member>((long)other).Name;
        await ExecuteAsync(shard[1] - '0', $"INSERT INTO \"Members\" (\"Id\", \"Email\", \"Name\") VALUES ({other}, 'm7', '')");

        var mended = await context.Sharding().RebuildGlobalIndexesAsync();
        var (email, number) = (mended.Single(r => r.Property == "Email"), mended.Single(r => r.Property == "Number"));
        Assert.Equal((3, 2, 1, 1), (email.Added, email.Corrected, email.Removed, email.Duplicates));
        Assert.Equal((0, 0, 1, 0), (number.Added, number.Corrected, number.Removed, number.Duplicates));
        Assert.Equal(EntityState.Added, context.Entry(unsaved).State);
        Assert.Equal((11, 11), await EntriesAsync());
        Assert.Equal(email with { Added = 0, Corrected = 0, Removed = 0 }, (await context.Sharding().RebuildGlobalIndexesAsync()).Single(r => r.Property == "Email"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_one_Sqlite_shard_it_is_a_unique_index_with_a_name(bool async)
    {
        using var files = new Schema.SqliteFiles();
        await using var context = new GlobalIndexContext(new DbContextOptionsBuilder().UseSqlite().UseSharding(files.Shards("s0")).Options);
        await context.Database.EnsureCreatedAsync();
        context.AddRange(new Member { Id = 1, Email = "a" }, new Member { Id = 2 }, new Member { Id = 3 });
        Assert.Equal(3, await SaveAsync(context, async));
        context.Add(new Member { Id = 4, Email = "a" });
        Assert.Equal("Email", (await Assert.ThrowsAsync<DuplicateValueException>(() => SaveAsync(context, async))).Property);
        Assert.Equal(1, (await context.Members.AsNoTracking().SingleAsync(m => m.Email == "a")).Id);
        Assert.Equal(1L, files.Scalar("s0", "SELECT count(*) FROM Members_Email_GlobalIndex"));
    }

    private static Task<int> SaveAsync(DbContext context, bool async) => async ? context.SaveChangesAsync() : Task.FromResult(context.SaveChanges());

    private GlobalIndexContext Context(Action<DbContextOptionsBuilder>? configure = null, CrossShardCommit policy = CrossShardCommit.TwoPhase)
    {
        var options = new DbContextOptionsBuilder();
        options.UseNpgsql().UseSharding(sharding =>
        {
            for (var i = 0; i < 4; i++)
            {
                sharding.AddShard($"s{i}", _databases!.Shards[i]);
            }

            sharding.CrossShardCommit(policy);
        });
        configure?.Invoke(options);
        return new GlobalIndexContext(options.Options);
    }

    private async Task<(long Emails, long Numbers)> EntriesAsync()
    {
        var (emails, numbers) = (0L, 0L);
        for (var i = 0; i < 4; i++)
        {
            emails += (long)(await ExecuteAsync(i, "SELECT count(*) FROM \"Members_Email_GlobalIndex\""))!;
            numbers += (long)(await ExecuteAsync(i, "SELECT count(*) FROM \"Members_Number_GlobalIndex\""))!;
        }

        return (emails, numbers);
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        for (var i = 0; i < 4; i++)
        {
            if (await ExecuteAsync(i, sql) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private async Task<object?> ExecuteAsync(int shard, string sql)
    {
        await using var connection = new NpgsqlConnection(_databases!.Shards[shard]);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
