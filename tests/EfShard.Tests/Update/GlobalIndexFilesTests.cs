using EfShard.Tests.Schema;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Update.GlobalIndexContext;

namespace EfShard.Tests.Update;

/// <summary>Values that are unique over four files of Sqlite, whose commit is one (<see cref="CrossShardCommit.Atomic" />).</summary>
public sealed class GlobalIndexFilesTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] Shards = ["s0", "s1", "s2", "s3"];

    private readonly SqliteFiles _files = new();

    public async Task InitializeAsync()
    {
        await using var context = Context();
        await context.Database.EnsureCreatedAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Entries_come_change_and_go_with_the_rows(bool async)
    {
        await using var context = Context();
        var members = Enumerable.Range(1, 20).Select(i => new Member { Id = i, Email = $"m{i}@example.org", Number = Guid.NewGuid() }).ToList();
        context.AddRange(members);
        Assert.Equal(20, await SaveAsync(context, async));
        Assert.Equal((20L, 20L), (Sum("SELECT count(*) FROM Members_Email_GlobalIndex"), Sum("SELECT count(*) FROM Members_Number_GlobalIndex")));

        members[0].Email = "new@example.org";
        members[1].Email = null;
        members[2].Name = "other";
        context.Remove(members[3]);
        (members[4].Email, members[5].Email) = (members[5].Email, "free@example.org");
        context.AddRange(new Member { Id = 30, Email = "m4@example.org" }, new Member { Id = 31 });
        Assert.Equal(8, await SaveAsync(context, async));

        Assert.Equal((19L, 19L), (Sum("SELECT count(*) FROM Members_Email_GlobalIndex"), Sum("SELECT count(*) FROM Members_Number_GlobalIndex")));
        foreach (var (email, id) in new[] { ("new@example.org", 1L), ("m4@example.org", 30L), ("m6@example.org", 5L), ("free@example.org", 6L), ("m7@example.org", 7L) })
        {
            var query = context.Members.AsNoTracking().Where(m => m.Email == email);
            Assert.Equal(id, (async ? await query.SingleAsync() : query.Single()).Id);
            Assert.Equal(id, Sum($"SELECT coalesce(sum(Key0), 0) FROM Members_Email_GlobalIndex WHERE Value = '{email}'"));
        }

        Assert.False(await context.Members.AnyAsync(m => m.Email == "m1@example.org"));
        Assert.False(await context.Members.AnyAsync(m => m.Email == "m5@example.org"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_value_of_another_files_row_is_refused_by_name_and_nothing_is_saved(bool async)
    {
        await FillAsync();
        foreach (var other in Enumerable.Range(2, 11))
        {
            await using var context = Context();
            context.Add(new Member { Id = 100 + other, Email = "fresh" });
            var taken = new Member { Id = 200 + other, Email = $"m{other}" };
            context.Add(taken);

            var error = await Assert.ThrowsAsync<DuplicateValueException>(() => SaveAsync(context, async));

            Assert.Equal(("Member", "Email"), (error.EntityType, error.Property));
            Assert.Contains(error.Entries, entry => entry.Entity == taken);
            Assert.Equal(EntityState.Added, context.Entry(taken).State);
        }

        Assert.Equal((12L, 12L), (Sum("SELECT count(*) FROM Members"), Sum("SELECT count(*) FROM Members_Email_GlobalIndex")));
    }

    // A duplicate takes back its own save, not the transaction that it is in.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_sees_its_entries_survives_a_duplicate_and_takes_all_back(bool async)
    {
        await FillAsync();
        foreach (var commits in new[] { false, true })
        {
            await using var context = Context();
            await using (var transaction = await context.Database.BeginTransactionAsync())
            {
                context.AddRange(Enumerable.Range(50, 8).Select(i => new Member { Id = i, Email = $"m{i}" }));
                await SaveAsync(context, async);
                foreach (var id in Enumerable.Range(50, 8))
                {
                    Assert.Equal(id, (await context.Members.AsNoTracking().SingleAsync(m => m.Email == $"m{id}")).Id);
                }

                var twice = new Member { Id = 60, Email = "m50" };
                context.Add(twice);
                await Assert.ThrowsAsync<DuplicateValueException>(() => SaveAsync(context, async));
                context.Entry(twice).State = EntityState.Detached;
                context.Add(new Member { Id = 61, Email = "m61" });
                await SaveAsync(context, async);
                await (commits ? transaction.CommitAsync() : transaction.RollbackAsync());
            }

            var expected = commits ? 21L : 12L;
            Assert.Equal((expected, expected), (Sum("SELECT count(*) FROM Members"), Sum("SELECT count(*) FROM Members_Email_GlobalIndex")));
        }
    }

    [Fact]
    public async Task Of_several_who_save_one_value_at_once_exactly_one_gets_it()
    {
        for (var round = 0; round < 3; round++)
        {
            var email = $"round{round}";
            var start = new TaskCompletionSource();
            var saves = Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
            {
                await start.Task;
                return await WinsAsync((round * 10) + i, email);
            })).ToList();
            start.SetResult();
            Assert.Single(await Task.WhenAll(saves), won => won);
        }

        Assert.Equal((3L, 3L), (Sum("SELECT count(*) FROM Members"), Sum("SELECT count(*) FROM Members_Email_GlobalIndex")));
    }

    [Fact]
    public async Task A_row_that_somebody_else_has_changed_leaves_its_entry_alone()
    {
        await FillAsync();
        await using var stale = Context();
        var members = await stale.Members.ToListAsync();
        await using (var other = Context())
        {
            await other.Members.ForEachAsync(member => member.Email += "x");
            await other.SaveChangesAsync();
        }

        foreach (var member in members)
        {
            stale.Remove(member);
            var error = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => stale.SaveChangesAsync());
            Assert.Equal(member, Assert.Single(error.Entries).Entity);
            stale.Entry(member).State = EntityState.Unchanged;
        }

        Assert.Equal(12L, Sum("SELECT count(*) FROM Members_Email_GlobalIndex WHERE Value LIKE '%x'"));
    }

    [Fact]
    public async Task Rebuilding_adds_corrects_and_removes_entries()
    {
        await FillAsync();
        foreach (var shard in Shards)
        {
            _files.Scalar(
                shard,
                """
                DELETE FROM Members_Email_GlobalIndex WHERE Key0 <= 3;
                UPDATE Members_Email_GlobalIndex SET Key0 = 1 WHERE Key0 BETWEEN 4 AND 5;
                DELETE FROM Members WHERE Id = 12;
                """);
        }

        await using var context = Context();
        var mended = (await context.Sharding().RebuildGlobalIndexesAsync()).Single(report => report.Property == "Email");
        Assert.Equal((3, 2, 1, 0), (mended.Added, mended.Corrected, mended.Removed, mended.Duplicates));
        Assert.Equal((11L, 66L), (Sum("SELECT count(*) FROM Members_Email_GlobalIndex"), Sum("SELECT coalesce(sum(Key0), 0) FROM Members_Email_GlobalIndex")));
    }

    [Theory]
    [InlineData(CrossShardCommit.Reject)]
    [InlineData(CrossShardCommit.BestEffort)]
    public async Task Commits_that_are_not_atomic_are_refused_with_the_options(CrossShardCommit policy)
    {
        await using var context = Context(policy);
        context.Add(new Member { Id = 1, Email = "a" });
        var error = await Assert.ThrowsAsync<ShardingConfigurationException>(() => context.SaveChangesAsync());
        Assert.Contains("'Member.Email' has a global index", error.Message, StringComparison.Ordinal);
        Assert.Equal(0L, Sum("SELECT count(*) FROM Members"));
    }

    /// <summary>Saves until it is known who has the value: files that others have locked for too long say nothing of it.</summary>
    private async Task<bool> WinsAsync(long id, string email)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            await using var context = Context();
            context.Add(new Member { Id = id, Email = email });
            try
            {
                await context.SaveChangesAsync();
                return true;
            }
            catch (DuplicateValueException)
            {
                return false;
            }
            catch (Exception busy) when (busy.GetBaseException() is SqliteException { SqliteErrorCode: 5 } && DateTime.UtcNow < deadline)
            {
                // Once more.
            }
        }
    }

    private async Task FillAsync()
    {
        await using var context = Context();
        context.AddRange(Enumerable.Range(1, 12).Select(i => new Member { Id = i, Email = $"m{i}" }));
        await context.SaveChangesAsync();
    }

    private long Sum(string sql) => Shards.Sum(shard => (long)_files.Scalar(shard, sql)!);

    private static Task<int> SaveAsync(DbContext context, bool async) => async ? context.SaveChangesAsync() : Task.FromResult(context.SaveChanges());

    private GlobalIndexContext Context(CrossShardCommit policy = CrossShardCommit.Atomic)
        => new(new DbContextOptionsBuilder().UseSqlite().UseSharding(sharding =>
        {
            _files.Shards(Shards)(sharding);
            sharding.CrossShardCommit(policy);
        }).Options);
}
