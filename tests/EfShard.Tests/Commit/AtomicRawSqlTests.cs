using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Commit;

/// <summary>SQL of the application that runs on every shard, and transactions that have several files on one connection.</summary>
public sealed class AtomicRawSqlTests : SqliteDeskTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_runs_on_every_file_outside_of_a_transaction_and_is_refused_in_one(bool async)
    {
        await using var context = Desk.Context(CrossShardCommit.Atomic);
        context.AddRange(Enumerable.Range(0, 4).Select(i => new Author { Id = i, Name = "before" }));
        await context.SaveAsync(async);
        Assert.Equal([0L, 1L, 2L, 3L], await AuthorsAsync(context, async));

        await using (var transaction = async ? await context.Database.BeginTransactionAsync() : context.Database.BeginTransaction())
        {
            // Whatever has been touched before: nothing, one file, all of them.
            await RefusesAsync(context, async);
            context.Add(new Author { Id = 5, Name = "new" });
            await context.SaveAsync(async);
            await RefusesAsync(context, async);
            context.AddRange(new Author { Id = 4, Name = "new" }, new Author { Id = 6, Name = "new" });
            await context.SaveAsync(async);
            await RefusesAsync(context, async);

            // The transaction is none the worse for it, and LINQ sees what it has written.
            Assert.Equal([0L, 1L, 2L, 3L, 4L, 5L, 6L], await context.Set<Author>().OrderBy(a => a.Id).Select(a => a.Id).ToListAsync());
            await transaction.CommitAsync();
        }

        Assert.Equal([0L, 1L, 2L, 3L, 4L, 5L, 6L], await AuthorsAsync(context, async));
        Assert.Equal([2, 2, 2, 1], Desk.Counts("Author"));
    }

    private static async Task RefusesAsync(DeskContext context, bool async)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => AuthorsAsync(context, async));
        Assert.Contains("CrossShardCommit.Atomic", error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<long>> AuthorsAsync(DeskContext context, bool async)
    {
        var authors = context.Set<Author>().FromSqlRaw("SELECT * FROM \"Author\"").AllShards().OrderBy(a => a.Id).Select(a => a.Id);
        return async ? await authors.ToListAsync() : authors.ToList();
    }
}
