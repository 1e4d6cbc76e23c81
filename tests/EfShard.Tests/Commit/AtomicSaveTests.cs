using EfShard.Tests.Update.Harness;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Commit;

/// <summary>Transactions over Sqlite files on one connection, where nothing crashes.</summary>
public sealed class AtomicSaveTests : SqliteDeskTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_save_over_four_files_is_one_transaction(bool async)
    {
        var log = new CommandLog();
        await using var context = Atomic(o => o.AddInterceptors(log));
        context.AddRange(Enumerable.Range(0, 40).Select(i => new Article { Author = new Author { Id = i, Home = new Address() }, Remarks = { new Remark() } }));
        context.AddRange(new Country { Code = "NL" }, new Setting { Name = "theme" });

        Assert.Equal(122, await context.SaveAsync(async));

        Assert.Equal(["(begin)", "(commit)"], log.Lines.Where(line => line.StartsWith('(')));
        Assert.Equal([10, 10, 10, 10], Desk.Counts("Author"));
        Assert.Equal([10, 10, 10, 10], Desk.Counts("Remark"));
        Assert.Equal([1, 1, 1, 1], Desk.Counts("Country"));
        Assert.All(context.ChangeTracker.Entries(), entry => Assert.Equal(EntityState.Unchanged, entry.State));
        Assert.All(context.Set<Article>().Local, a => Assert.Equal(a.Stamp, Desk.Scalar(Desk.Names[a.AuthorId % 4], $"SELECT \"Stamp\" FROM \"Article\" WHERE \"Slug\" = '{a.Slug}'")));

        foreach (var article in context.Set<Article>().Local.ToList())
        {
            article.Author!.Home!.Street = "Lane";
            context.RemoveRange(article.Remarks);
        }

        Assert.Equal(80, await context.SaveAsync(async));
        Assert.Equal([0, 0, 0, 0], Desk.Counts("Remark"));
        Assert.All(Desk.Names, name => Assert.Equal(10L, Desk.Scalar(name, "SELECT count(*) FROM \"Author\" WHERE \"Home_Street\" = 'Lane'")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_shard_is_saved_on_its_own_connection(bool async)
    {
        var log = new CommandLog();
        await using var context = Atomic(o => o.AddInterceptors(log));
        context.AddRange(new Author { Id = 1 }, new Author { Id = 5 });

        Assert.Equal(2, await context.SaveAsync(async));

        Assert.All(log.Commands, command => Assert.DoesNotContain("\"main\"", command, StringComparison.Ordinal));
        Assert.Equal([0, 2, 0, 0], Desk.Counts("Author"));
    }

    // Whatever the shard of the first statement, whose file is the connection's own.
    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 3)]
    [InlineData(false, 2)]
    public async Task A_transaction_sees_its_writes_and_nobody_else_does_until_its_commit(bool async, int first)
    {
        await using (var setup = Atomic())
        {
            setup.AddRange(Enumerable.Range(0, 8).Select(i => new Author { Id = i, Name = "before" }));
            await setup.SaveChangesAsync();
        }

        await using var context = Atomic();
        await using var transaction = async ? await context.Database.BeginTransactionAsync() : context.Database.BeginTransaction();
        Assert.Equal("before", (await context.Set<Author>().AsNoTracking().SingleAsync(a => a.Id == first)).Name);
        context.AddRange(new Author { Id = 9, Name = "new" }, new Author { Id = 10, Name = "new" });
        await context.SaveAsync(async);
        context.Add(new Author { Id = 11, Name = "new" });
        await context.SaveAsync(async);
        Assert.Equal(8, async
            ? await context.Set<Author>().Where(a => a.Name == "before").ExecuteUpdateAsync(set => set.SetProperty(a => a.Name, a => a.Name + "!"))
            : context.Set<Author>().Where(a => a.Name == "before").ExecuteUpdate(set => set.SetProperty(a => a.Name, a => a.Name + "!")));
        Assert.Equal(1, await context.Set<Author>().Where(a => a.Id == 4).ExecuteDeleteAsync());

        // Routed, merged, combined and gathered.
        Assert.Equal("before!", (await context.Set<Author>().AsNoTracking().SingleAsync(a => a.Id == first)).Name);
        Assert.Equal([0L, 1, 2, 3, 5, 6, 7, 9, 10, 11], await context.Set<Author>().OrderBy(a => a.Id).Select(a => a.Id).ToListAsync());
        Assert.Equal([0L, 1, 2, 3, 5, 6, 7, 9, 10, 11], context.Set<Author>().OrderBy(a => a.Id).Select(a => a.Id).ToList());
        Assert.Equal(3, await context.Set<Author>().CountAsync(a => a.Name == "new"));
        Assert.Equal(
            ["before!", "new"],
            await context.Set<Author>().Where(a => context.Set<Author>().Any(b => b.Id == a.Id + 1)).Select(a => a.Name).Distinct().OrderBy(n => n).ToListAsync());
        Assert.Equal([2, 2, 2, 2], Desk.Counts("Author"));

        await (async ? transaction.CommitAsync() : Task.Run(transaction.Commit));

        Assert.Equal([1, 3, 3, 3], Desk.Counts("Author"));
        Assert.All(Desk.Names, name => Assert.Equal(0L, Desk.Scalar(name, "SELECT count(*) FROM \"Author\" WHERE \"Name\" = 'before'")));
        Assert.Equal(10, await context.Set<Author>().CountAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rollback_or_no_commit_at_all_undoes_every_file(bool rollback)
    {
        await using (var context = Atomic())
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
            await context.SaveChangesAsync();
            if (rollback)
            {
                await transaction.RollbackAsync();
                Assert.Equal(0, await context.Set<Author>().CountAsync());
            }
        }

        Assert.Equal([0, 0, 0, 0], Desk.Counts("Author"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Savepoints_are_those_of_all_files_also_of_those_that_join_later(bool async)
    {
        await using var context = Atomic();
        await using var transaction = await context.Database.BeginTransactionAsync();
        await transaction.CreateSavepointAsync("empty");
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        await context.SaveAsync(async);
        transaction.CreateSavepoint("two");
        context.AddRange(new Author { Id = 3 }, new Author { Id = 5 });
        await context.SaveAsync(async);

        await (async ? transaction.RollbackToSavepointAsync("two") : Task.Run(() => transaction.RollbackToSavepoint("two")));
        context.ChangeTracker.Clear();
        context.Add(new Author { Id = 7 });
        await context.SaveAsync(async);
        transaction.ReleaseSavepoint("two");
        await transaction.CommitAsync();

        Assert.Equal([0, 1, 1, 1], Desk.Counts("Author"));
        Assert.Equal(7L, Desk.Scalar("s3", "SELECT \"Id\" FROM \"Author\""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_save_that_fails_in_a_transaction_is_undone_on_every_file_and_the_rest_stays(bool async)
    {
        Desk.Scalar("s2", "INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES (2, 'there already', 0)");
        await using var context = Atomic();
        await using var transaction = await context.Database.BeginTransactionAsync();
        context.AddRange(new Author { Id = 5 }, new Author { Id = 7 });
        await context.SaveAsync(async);

        var culprit = new Author { Id = 2 };
        context.AddRange(new Author { Id = 1 }, culprit, new Author { Id = 3 });
        var error = await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveAsync(async));
        Assert.Equal("s2", error.ShardName());
        context.Remove(culprit);
        Assert.Equal(2, await context.SaveAsync(async));
        await transaction.CommitAsync();

        Assert.Equal([0, 2, 1, 2], Desk.Counts("Author"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_that_fails_on_one_file_leaves_nothing_on_any(bool async)
    {
        Desk.Scalar("s1", "CREATE TABLE nobody (id INTEGER PRIMARY KEY)");
        Desk.Scalar("s1", "CREATE TABLE promised (id INTEGER REFERENCES nobody (id) DEFERRABLE INITIALLY DEFERRED)");
        Desk.Scalar("s1", "CREATE TRIGGER promise AFTER INSERT ON \"Author\" BEGIN INSERT INTO promised VALUES (new.\"Id\"); END");
        await using var context = Atomic();
        context.AddRange(new Author { Id = 0 }, new Author { Id = 1 }, new Author { Id = 2 });

        await Assert.ThrowsAsync<SqliteException>(() => context.SaveAsync(async));

        Assert.Equal([0, 0, 0, 0], Desk.Counts("Author"));
        Assert.All(context.ChangeTracker.Entries(), entry => Assert.Equal(EntityState.Added, entry.State));
        Assert.Null(context.Database.CurrentTransaction);
        Desk.Scalar("s1", "DROP TRIGGER promise");
        Assert.Equal(3, await context.SaveAsync(async));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Statements_over_all_shards_are_one_transaction_also_by_gathered_keys(bool async)
    {
        await using var context = Atomic();
        context.AddRange(Enumerable.Range(0, 12).Select(i => new Author { Id = i }));
        await context.SaveChangesAsync();
        var oldest = context.Set<Author>().OrderBy(a => a.Id).Take(6);

        Assert.Equal(6, async
            ? await oldest.ExecuteUpdateAsync(set => set.SetProperty(a => a.Name, "old"))
            : oldest.ExecuteUpdate(set => set.SetProperty(a => a.Name, "old")));
        Assert.Equal(12, await context.Set<Author>().CountAsync());
        Assert.Equal(6, async ? await oldest.ExecuteDeleteAsync() : oldest.ExecuteDelete());

        Assert.Equal([6L, 7, 8, 9, 10, 11], await context.Set<Author>().OrderBy(a => a.Id).Select(a => a.Id).ToListAsync());
        Assert.Equal([1, 1, 2, 2], Desk.Counts("Author"));
    }

    [Fact]
    public async Task A_file_in_WAL_mode_is_switched_when_it_is_first_opened_and_refused_if_it_is_switched_back()
    {
        Assert.All(Desk.Names, name => Assert.Equal("wal", Desk.Scalar(name, "PRAGMA journal_mode")));
        SqliteConnection.ClearAllPools();
        await using var context = Atomic();
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        await context.SaveChangesAsync();
        Assert.Equal("delete", Desk.Scalar("s1", "PRAGMA journal_mode"));

        context.ChangeTracker.Clear();
        SqliteConnection.ClearAllPools();
        Assert.Equal("wal", Desk.Scalar("s2", "PRAGMA journal_mode = WAL"));
        context.AddRange(new Author { Id = 5 }, new Author { Id = 6 });
        var error = await Assert.ThrowsAsync<CrossShardCommitException>(() => context.SaveChangesAsync());

        Assert.Contains("'s2' is in the journal mode 'wal'", error.Message, StringComparison.Ordinal);
        Assert.Equal([0, 1, 1, 0], Desk.Counts("Author"));
    }

    [Fact]
    public async Task A_file_in_WAL_mode_that_others_have_open_is_refused()
    {
        await using var other = new SqliteConnection(Desk.ConnectionString("s1"));
        await other.OpenAsync();
        await using (var read = other.CreateCommand())
        {
            read.CommandText = "SELECT count(*) FROM \"Author\"";
            await read.ExecuteScalarAsync();
        }

        await using var context = Atomic();

        var error = await Assert.ThrowsAsync<ShardingConfigurationException>(() => context.Set<Author>().Where(a => a.Id == 1).ToListAsync());

        Assert.Contains("'s1' is in WAL mode", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Raw_SQL_needs_a_transaction_of_its_shard()
    {
        await using var context = Atomic();
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
            await context.SaveChangesAsync();
            using (context.Sharding().UseShard("s2"))
            {
                Exception[] errors =
                [
                    await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.ExecuteSqlRawAsync("DELETE FROM \"Author\"")),
                    await Assert.ThrowsAsync<InvalidOperationException>(() => context.Set<Author>().FromSqlRaw("SELECT * FROM \"Author\"").ToListAsync()),
                    Assert.Throws<InvalidOperationException>(() => context.Database.GetDbConnection()),
                    Assert.Throws<InvalidOperationException>(() => transaction.GetDbTransaction()),
                ];
                Assert.All(errors, error => Assert.Contains("CrossShardCommit.Atomic", error.Message, StringComparison.Ordinal));

                // What EF Core writes itself knows whose table it is.
                Assert.Equal([2L], await context.Set<Author>().Select(a => a.Id).ToListAsync());
            }

            await transaction.CommitAsync();
        }

        using (context.Sharding().UseShard("s2"))
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            Assert.Equal(1, await context.Database.ExecuteSqlRawAsync("DELETE FROM \"Author\""));
            await transaction.CommitAsync();
        }

        Assert.Equal([0, 1, 0, 0], Desk.Counts("Author"));
    }

    // Far down, a page counts on each shard where it begins, and fetches rows by their keys: statements of another kind.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_far_down_sees_the_transactions_writes(bool async)
    {
        await using var context = Atomic();
        await using var transaction = await context.Database.BeginTransactionAsync();
        context.AddRange(Enumerable.Range(0, 3000).Select(i => new Author { Id = i }));
        await context.SaveChangesAsync();
        var page = context.Set<Author>().AsNoTracking().OrderBy(a => a.Id).Skip(2500).Take(5);

        Assert.Equal([2500L, 2501, 2502, 2503, 2504], (async ? await page.ToListAsync() : page.ToList()).Select(a => a.Id));
    }

    // What no statement of EfShard's does, so that one which came to do it would fail and not read another shard's rows.
    [Fact]
    public async Task On_the_connection_of_several_shards_a_tables_name_alone_is_an_error()
    {
        await using var context = Atomic();
        await using var transaction = await context.Database.BeginTransactionAsync();
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        await context.SaveChangesAsync();
        var connection = ((EfShard.Execution.ShardConnectionSet)context.GetService<EfShard.Topology.IShardConnections>()).Attached!;
        await using var command = connection.Connection.DbConnection.CreateCommand();
        command.Transaction = connection.Transaction!.GetDbTransaction();

        command.CommandText = $"SELECT count(*) FROM \"{connection.SchemaOf(2)}\".\"Author\"";
        Assert.Equal(1L, await command.ExecuteScalarAsync());
        command.CommandText = "SELECT count(*) FROM \"Author\"";
        Assert.Contains("a table without its shard", (await Assert.ThrowsAsync<SqliteException>(() => command.ExecuteScalarAsync())).Message, StringComparison.Ordinal);
        command.CommandText = "DELETE FROM \"Author\"";
        await Assert.ThrowsAsync<SqliteException>(() => command.ExecuteNonQueryAsync());
    }

    [Fact]
    public async Task A_transaction_that_was_begun_on_one_shard_writes_no_other()
    {
        await using var context = Atomic();
        using (context.Sharding().UseShard("s1"))
        {
            await context.Database.BeginTransactionAsync();
        }

        context.Add(new Author { Id = 1 });
        await context.SaveChangesAsync();
        context.Add(new Author { Id = 2 });

        var error = await Assert.ThrowsAsync<CrossShardCommitException>(() => context.SaveChangesAsync());

        Assert.Contains("Begin it without UseShard", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_lock_the_same_files_in_opposite_order_do_not_wait_for_ever()
    {
        await using var one = Atomic(sharding: s => s.CrossShardLockTimeout(TimeSpan.FromSeconds(1)));
        await using var other = Atomic(sharding: s => s.CrossShardLockTimeout(TimeSpan.FromSeconds(1)));
        await using var oneTransaction = await one.Database.BeginTransactionAsync();
        await using var otherTransaction = await other.Database.BeginTransactionAsync();
        await one.Set<Author>().Where(a => a.Id == 1).ToListAsync();
        await other.Set<Author>().Where(a => a.Id == 2).ToListAsync();

        var failure = await Assert.ThrowsAsync<SqliteException>(() => one.Set<Author>().Where(a => a.Id == 2).ToListAsync());

        Assert.Equal(5, failure.SqliteErrorCode);
        await oneTransaction.RollbackAsync();
        Assert.Empty(await other.Set<Author>().Where(a => a.Id == 1).ToListAsync());
        await otherTransaction.CommitAsync();
    }

    [Fact]
    public async Task A_file_may_join_after_others_gave_it_free()
    {
        await using var one = Atomic(sharding: s => s.CrossShardLockTimeout(TimeSpan.FromSeconds(1)));
        await using var transaction = await one.Database.BeginTransactionAsync();
        await one.Set<Author>().Where(a => a.Id == 1).ToListAsync();
        await using (var other = Atomic())
        {
            await using var held = await other.Database.BeginTransactionAsync();
            await other.Set<Author>().Where(a => a.Id == 2).ToListAsync();
            await Assert.ThrowsAsync<SqliteException>(() => one.Set<Author>().Where(a => a.Id == 2).ToListAsync());
        }

        one.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        await one.SaveChangesAsync();
        await transaction.CommitAsync();

        Assert.Equal([0, 1, 1, 0], Desk.Counts("Author"));
    }

    private DeskContext Atomic(Action<DbContextOptionsBuilder>? configure = null, Action<ShardingOptionsBuilder>? sharding = null)
        => Desk.Context(CrossShardCommit.Atomic, configure, sharding: sharding);
}
