using System.Transactions;
using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

public sealed class CrossShardPolicyTests : SqliteDeskTests
{
    private readonly CommandLog _log = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reject_refuses_several_shards_before_anything_is_sent(bool async)
    {
        await using var context = Context(CrossShardCommit.Reject);
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 }, new Draft { OwnerId = 2 });

        var error = await Assert.ThrowsAsync<CrossShardCommitException>(() => context.SaveAsync(async));

        Assert.Contains("'Author', 'Draft'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'s1', 's2'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("reference", error.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
        Assert.All(context.ChangeTracker.Entries(), entry => Assert.Equal(EntityState.Added, entry.State));
    }

    [Fact]
    public async Task Reject_refuses_a_reference_table_with_advice()
    {
        await using var context = Context(CrossShardCommit.Reject);
        context.Add(new Country { Code = "NL" });

        var error = await Assert.ThrowsAsync<CrossShardCommitException>(() => context.SaveChangesAsync());

        Assert.Contains("'Country'", error.Message, StringComparison.Ordinal);
        Assert.Contains("A reference table is written on every shard", error.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Reject_lets_one_shard_pass()
    {
        await using var context = Context(CrossShardCommit.Reject);
        context.AddRange(new Author { Id = 1 }, new Author { Id = 5 }, new Draft { OwnerId = 9 });

        Assert.Equal(3, await context.SaveChangesAsync());
        Assert.Equal("(begin)", _log.Lines[0]);
        Assert.Equal("(commit)", _log.Lines[^1]);
        Assert.Single(_log.Lines, "(begin)");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Several_shards_without_transactions_are_refused(bool async)
    {
        await using var context = Context(CrossShardCommit.BestEffort);
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveAsync(async));

        Assert.Contains("AutoTransactionBehavior is Never", error.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_shard_without_transactions_is_saved_as_by_EF_Core(bool async)
    {
        await using var context = Context(CrossShardCommit.Reject);
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        context.AddRange(new Author { Id = 1 }, new Author { Id = 5 });

        Assert.Equal(2, await context.SaveAsync(async));
        Assert.DoesNotContain("(begin)", _log.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_TransactionScope_is_refused_and_not_ignored(bool async)
    {
        await using var context = Context(CrossShardCommit.BestEffort);
        context.Add(new Author { Id = 1 });

        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveAsync(async));
            Assert.Contains("TransactionScope", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(_log.Lines);
        Assert.Equal(1, await context.SaveAsync(async));
    }

    private DeskContext Context(CrossShardCommit policy) => Desk.Context(policy, options => options.AddInterceptors(_log));
}
