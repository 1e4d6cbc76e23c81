using EfShard.Crash.Child;
using EfShard.Crash.Tests.Faults;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace EfShard.Crash.Tests;

/// <summary>
///     An application goes on with a transaction in which a statement has failed: because a connection was lost, and what was written over it with it, or because
///     the database has given the transaction up. Nothing of it may be committed anywhere, and nobody may be told that it was.
/// </summary>
[Collection(LanesFixture.Name)]
public sealed class LostConnectionTests(LanesFixture fixture)
{
    private LedgerServers Servers => fixture.Lanes[3];

    [ClusterTheory]
    [InlineData(CrossShardCommit.TwoPhase, true)]
    [InlineData(CrossShardCommit.TwoPhase, false)]
    [InlineData(CrossShardCommit.BestEffort, true)]
    [InlineData(CrossShardCommit.BestEffort, false)]
    public async Task What_went_on_over_a_new_connection_is_refused(CrossShardCommit policy, bool async)
    {
        foreach (var victim in new[] { 0, 1, 0, 1 })
        {
            var before = await BalancesAsync();
            await using var context = LedgerContext.Over(Patient(), policy);
            await using var transaction = async ? await context.Database.BeginTransactionAsync() : context.Database.BeginTransaction();
            await AddAsync(context, 0, async);
            await AddAsync(context, 1, async);
            Servers.Cut(victim);
            Assert.NotNull(await Record.ExceptionAsync(() => ReadAsync(context, victim, async)));

            // Reads would show what the transaction has not written, and writes would be committed at once.
            var refused = new[]
            {
                await Record.ExceptionAsync(() => ReadAsync(context, victim, async)),
                await Record.ExceptionAsync(() => AddAsync(context, victim, async)),
                await Record.ExceptionAsync(() => AddBySaveAsync(context, victim, async)),
            };
            var failure = await Record.ExceptionAsync(() => CommitAsync(context, async));

            Assert.Equal(before, await BalancesAsync());
            Assert.IsType<InvalidOperationException>(failure);
            Assert.Contains($"'s{victim}' was lost in the middle of a transaction", refused[0]?.Message, StringComparison.Ordinal);
            Assert.All(refused, Assert.NotNull);
        }

        await Servers.NothingIsLockedAsync();
    }

    [ClusterTheory]
    [InlineData(CrossShardCommit.TwoPhase, true)]
    [InlineData(CrossShardCommit.TwoPhase, false)]
    [InlineData(CrossShardCommit.BestEffort, true)]
    [InlineData(CrossShardCommit.BestEffort, false)]
    public async Task What_the_database_has_given_up_is_not_committed_on_the_others(CrossShardCommit policy, bool async)
    {
        foreach (var victim in new[] { 0, 1, 0, 1 })
        {
            var before = await BalancesAsync();
            await using var context = LedgerContext.Over(Servers.Direct, policy);
            await using var transaction = async ? await context.Database.BeginTransactionAsync() : context.Database.BeginTransaction();
            await AddAsync(context, 0, async);
            await AddAsync(context, 1, async);
            Assert.NotNull(await Record.ExceptionAsync(() => context.Accounts.Where(a => a.Id == victim && a.Balance / (a.Balance - a.Balance) == 1).CountAsync()));

            // PostgreSQL answers the COMMIT of such a transaction with a rollback, and does not call that an error.
            var failure = await Record.ExceptionAsync(() => CommitAsync(context, async));

            Assert.NotNull(failure);
            Assert.IsNotType<PartialCommitException>(failure);
            Assert.Equal(before, await BalancesAsync());
        }
    }

    // Nothing here waits for a time-out: a busy machine is given its time.
    private string[] Patient()
        => [.. Servers.Proxied.Select(server => new NpgsqlConnectionStringBuilder(server) { CommandTimeout = 30, Timeout = 15 }.ConnectionString)];

    private static async Task AddAsync(LedgerContext context, long account, bool async)
    {
        var one = context.Accounts.Where(a => a.Id == account);
        _ = async
            ? await one.ExecuteUpdateAsync(set => set.SetProperty(a => a.Balance, a => a.Balance + 1))
            : one.ExecuteUpdate(set => set.SetProperty(a => a.Balance, a => a.Balance + 1));
    }

    private static async Task AddBySaveAsync(LedgerContext context, long account, bool async)
    {
        context.ChangeTracker.Clear();
        context.Add(new Booking { AccountId = account, Id = Guid.NewGuid() });
        _ = async ? await context.SaveChangesAsync() : context.SaveChanges();
    }

    private static async Task ReadAsync(LedgerContext context, long account, bool async)
    {
        var one = context.Accounts.AsNoTracking().Where(a => a.Id == account);
        _ = async ? await one.SingleAsync() : one.Single();
    }

    private static async Task CommitAsync(LedgerContext context, bool async)
    {
        if (async)
        {
            await context.Database.CommitTransactionAsync();
        }
        else
        {
            context.Database.CommitTransaction();
        }
    }

    private async Task<List<(long, long, int)>> BalancesAsync()
    {
        await using var context = Servers.Context();
        var bookings = await context.Bookings.AsNoTracking().ToListAsync();
        return [.. (await context.Accounts.AsNoTracking().OrderBy(a => a.Id).ToListAsync()).Select(a => (a.Id, a.Balance, bookings.Count(b => b.AccountId == a.Id)))];
    }
}
