using EfShard.Tests.Update.Harness;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

public sealed class ShardedTransactionTests : SqliteDeskTests
{
    private readonly CommandLog _log = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_over_one_shard_commits_all_its_saves_together(bool async)
    {
        await using var context = Context(CrossShardCommit.Reject);
        await using (var transaction = await BeginAsync(context, async))
        {
            context.Add(new Author { Id = 1 });
            await context.SaveAsync(async);
            context.Add(new Article { AuthorId = 1 });
            await context.SaveAsync(async);
            Assert.Equal([0, 0, 0, 0], Desk.Counts("Author"));

            await CommitAsync(transaction, async);
        }

        Assert.Null(context.Database.CurrentTransaction);
        Assert.Equal([0, 1, 0, 0], Desk.Counts("Author"));
        Assert.Equal([0, 1, 0, 0], Desk.Counts("Article"));
        Assert.Single(_log.Lines, "(begin)");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_that_is_disposed_of_or_rolled_back_leaves_nothing(bool async)
    {
        await using var context = Context(CrossShardCommit.BestEffort);
        await using (await BeginAsync(context, async))
        {
            context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
            await context.SaveAsync(async);
        }

        Assert.Null(context.Database.CurrentTransaction);
        await using (var transaction = await BeginAsync(context, async))
        {
            context.AddRange(new Author { Id = 5 }, new Author { Id = 6 });
            await context.SaveAsync(async);
            await (async ? transaction.RollbackAsync() : Task.Run(transaction.Rollback));
            Assert.Null(context.Database.CurrentTransaction);
        }

        Assert.Equal([0, 0, 0, 0], Desk.Counts("Author"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reject_lets_a_transaction_read_every_shard_and_write_one(bool async)
    {
        await using (var seed = Desk.Context())
        {
            seed.AddRange(Enumerable.Range(0, 4).Select(i => new Author { Id = i }));
            await seed.SaveChangesAsync();
        }

        await using var context = Context(CrossShardCommit.Reject);
        await using var transaction = await BeginAsync(context, async);
        var authors = context.Set<Author>();
        Assert.Equal(4, (async ? await authors.ToListAsync() : authors.ToList()).Count);
        context.Add(new Article { AuthorId = 1 });
        await context.SaveAsync(async);

        context.Add(new Article { AuthorId = 2 });
        var error = await Assert.ThrowsAsync<CrossShardCommitException>(() => context.SaveAsync(async));

        Assert.Contains("written to shard 's1' and is to write to shard 's2'", error.Message, StringComparison.Ordinal);
        await CommitAsync(transaction, async);
        Assert.Equal([0, 1, 0, 0], Desk.Counts("Article"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_sees_its_own_rows_on_every_shard(bool async)
    {
        await using var context = Context(CrossShardCommit.BestEffort);
        await using var transaction = await BeginAsync(context, async);
        context.AddRange(Enumerable.Range(0, 4).Select(i => new Author { Id = i }));
        await context.SaveAsync(async);

        var query = context.Set<Author>().AsNoTracking().OrderBy(a => a.Id).Select(a => a.Id);

        Assert.Equal([0L, 1, 2, 3], async ? await query.ToListAsync() : query.ToList());
        Assert.Equal([0, 0, 0, 0], Desk.Counts("Author"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BestEffort_commits_the_shards_of_a_transaction_one_by_one(bool async)
    {
        await using var context = Context(CrossShardCommit.BestEffort);
        await using var transaction = await BeginAsync(context, async);
        context.Add(new Author { Id = 1 });
        await context.SaveAsync(async);
        context.AddRange(new Author { Id = 2 }, new Author { Id = 3 });
        await context.SaveAsync(async);
        Assert.Equal([0, 0, 0, 0], Desk.Counts("Author"));

        await CommitAsync(transaction, async);

        Assert.Equal([0, 1, 1, 1], Desk.Counts("Author"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_that_fails_on_a_later_shard_is_told(bool async)
    {
        Desk.Scalar("s2", "CREATE TABLE nobody (id INTEGER PRIMARY KEY)");
        Desk.Scalar("s2", "CREATE TABLE promised (id INTEGER REFERENCES nobody (id) DEFERRABLE INITIALLY DEFERRED)");
        Desk.Scalar("s2", "CREATE TRIGGER promise AFTER INSERT ON \"Author\" BEGIN INSERT INTO promised VALUES (new.\"Id\"); END");
        await using var context = Context(CrossShardCommit.BestEffort);
        await using var transaction = await BeginAsync(context, async);
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 }, new Author { Id = 3 });
        await context.SaveAsync(async);

        var error = await Assert.ThrowsAsync<PartialCommitException>(() => CommitAsync(transaction, async));

        Assert.Equal(["s1"], error.CommittedShards);
        Assert.Equal(["s2", "s3"], error.NotCommittedShards);
        Assert.Empty(error.Entries);
        Assert.Null(context.Database.CurrentTransaction);
        Assert.Equal([0, 1, 0, 0], Desk.Counts("Author"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_first_commit_that_fails_leaves_the_transaction_to_be_rolled_back(bool async)
    {
        Desk.Scalar("s1", "CREATE TABLE nobody (id INTEGER PRIMARY KEY)");
        Desk.Scalar("s1", "CREATE TABLE promised (id INTEGER REFERENCES nobody (id) DEFERRABLE INITIALLY DEFERRED)");
        Desk.Scalar("s1", "CREATE TRIGGER promise AFTER INSERT ON \"Author\" BEGIN INSERT INTO promised VALUES (new.\"Id\"); END");
        await using var context = Context(CrossShardCommit.BestEffort);
        await using var transaction = await BeginAsync(context, async);
        Assert.Empty(context.Set<Author>().OnShard("s0").ToList());
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });
        await context.SaveAsync(async);

        await Assert.ThrowsAsync<SqliteException>(() => CommitAsync(transaction, async));
        Assert.Same(transaction, context.Database.CurrentTransaction);
        await (async ? transaction.RollbackAsync() : Task.Run(transaction.Rollback));

        Assert.Null(context.Database.CurrentTransaction);
        Assert.Equal([0, 0, 0, 0], Desk.Counts("Author"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_save_that_fails_in_a_transaction_is_undone_on_every_shard_and_the_rest_stays(bool async)
    {
        Desk.Scalar("s2", "INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES (2, 'there already', 0)");
        await using var context = Context(CrossShardCommit.BestEffort);
        await using var transaction = await BeginAsync(context, async);
        context.AddRange(new Author { Id = 5 }, new Author { Id = 7 });
        await context.SaveAsync(async);

        var culprit = new Author { Id = 2 };
        context.AddRange(new Author { Id = 1 }, culprit, new Author { Id = 3 });
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveAsync(async));
        context.Remove(culprit);
        Assert.Equal(2, await context.SaveAsync(async));
        await CommitAsync(transaction, async);

        Assert.Equal([0, 2, 1, 2], Desk.Counts("Author"));
    }

    [Fact]
    public async Task A_transaction_takes_part_in_no_shard_until_one_is_touched()
    {
        await using var context = Context(CrossShardCommit.Reject);
        await using var transaction = await context.Database.BeginTransactionAsync();

        Assert.Empty(_log.Lines);
        var error = Assert.Throws<InvalidOperationException>(() => transaction.GetDbTransaction());
        Assert.Contains("UseShard", error.Message, StringComparison.Ordinal);

        await context.Set<Author>().Where(a => a.Id == 1).ToListAsync();
        Assert.Single(_log.Lines, "(begin)");
        Assert.IsType<SqliteTransaction>(transaction.GetDbTransaction());
        await transaction.CommitAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => transaction.CommitAsync());
    }

    [Fact]
    public async Task A_pinned_transaction_gives_its_own_database_transaction()
    {
        await using var context = Context(CrossShardCommit.Reject);
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.Set<Author>().Where(a => a.Id == 1).ToListAsync();
        using (context.Sharding().UseShard("s2"))
        {
            var onShard = transaction.GetDbTransaction();
            Assert.Equal(context.Database.GetDbConnection(), onShard.Connection);
            Assert.Contains("s2", onShard.Connection!.DataSource, StringComparison.Ordinal);
        }
    }

    private static async Task<IDbContextTransaction> BeginAsync(DbContext context, bool async)
        => async ? await context.Database.BeginTransactionAsync() : context.Database.BeginTransaction();

    private static Task CommitAsync(IDbContextTransaction transaction, bool async) => async ? transaction.CommitAsync() : Task.Run(transaction.Commit);

    private DeskContext Context(CrossShardCommit policy) => Desk.Context(policy, options => options.AddInterceptors(_log));
}
