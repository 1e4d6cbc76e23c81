using EfShard.Commit;
using EfShard.Crash.Child;
using EfShard.Crash.Tests.Faults;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Crash.Tests;

/// <summary>EnableRetryOnFailure over commits of three shards: what has not happened is repeated, what may have happened is looked up first, or not repeated.</summary>
[Collection(LanesFixture.Name)]
public sealed class RetryTests(LanesFixture fixture) : IDisposable
{
    private readonly TimeSpan _patience = CommitRules.Patience;
    private int _commits;

    private LedgerServers Servers => fixture.Lanes[0];

    public void Dispose()
    {
        CommitRules.Patience = _patience;
        CommitRules.AtStep = null;
    }

    [ClusterTheory]
    [InlineData(true, nameof(CommitStep.Started))]
    [InlineData(true, nameof(CommitStep.Recorded))]
    [InlineData(true, nameof(CommitStep.Deciding))]
    [InlineData(false, nameof(CommitStep.Recorded))]
    [InlineData(false, nameof(CommitStep.Deciding))]
    public async Task A_save_that_lost_a_server_before_the_decision_is_repeated_as_a_whole(bool async, string step)
    {
        var (id, cut) = (Guid.NewGuid(), 0);
        var before = await BalancesAsync();
        CommitRules.AtStep = (reached, shard) =>
        {
            CountCommits(reached);
            if (reached == Enum.Parse<CommitStep>(step) && Interlocked.Exchange(ref cut, 1) == 0)
            {
                Servers.Cut(shard[1] - '0');
            }
        };
        await using var context = Open();
        await AddAsync(context, id);

        Assert.Equal(6, async ? await context.SaveChangesAsync() : context.SaveChanges());

        CommitRules.AtStep = null;
        Assert.Equal(2, _commits);
        Assert.Equal(3, await Servers.BookingsAsync(id));
        Assert.Equal(before.Select(balance => balance + 1), await BalancesAsync());
        Assert.All(context.ChangeTracker.Entries(), entry => Assert.Equal(EntityState.Unchanged, entry.State));
        await Servers.RecoverAsync();
        await Servers.NothingIsLockedAsync();
    }

    [ClusterTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_save_whose_outcome_is_unknown_is_not_repeated(bool async)
    {
        var id = Guid.NewGuid();
        CommitRules.Patience = TimeSpan.FromMilliseconds(300);
        CommitRules.AtStep = (reached, _) => CountCommits(reached);
        await using var context = Open();
        await AddAsync(context, id);
        await using var held = await HeldCommits.HoldAsync(Servers);
        var save = Task.Run(() => async ? context.SaveChangesAsync() : Task.FromResult(context.SaveChanges()));
        Servers.Cut(await held.WaitAsync());

        var unknown = await Assert.ThrowsAsync<CommitOutcomeUnknownException>(() => save);

        Assert.Equal(1, _commits);
        Assert.Equal(CommitOutcome.Undecided, await FindAsync(unknown.TransactionId));
        Assert.Equal(6, unknown.Entries.Count);
        await held.LetGoAsync();
        await Eventually.TrueAsync(async () => await FindAsync(unknown.TransactionId) is CommitOutcome.Committed, "the commit went on");
        await Servers.RecoverAsync();
        Assert.Equal(3, await Servers.BookingsAsync(id));
    }

    [ClusterTheory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task With_verifySucceeded_an_unknown_outcome_is_looked_up_and_repeated_only_if_it_was_rolled_back(bool async, bool committed)
    {
        var id = Guid.NewGuid();
        var before = await BalancesAsync();
        CommitRules.Patience = TimeSpan.FromMilliseconds(300);
        await using var context = Open();
        await AddAsync(context, id);
        await using var held = await HeldCommits.HoldAsync(Servers);
        var verified = new TaskCompletionSource();
        var (transaction, operations) = (Guid.Empty, 0);
        var strategy = context.Database.CreateExecutionStrategy();
        var work = Task.Run(() => async ? ExecuteAsync() : Task.Run(Execute));
        Servers.Cut(await held.WaitAsync());
        await (await Task.WhenAny(verified.Task, work).WaitAsync(TimeSpan.FromMinutes(1)));
        await (committed ? held.LetGoAsync() : held.EndAsync());

        // Until somebody recovers, what is prepared keeps its locks, and who repeats waits for them.
        await Servers.RecoverAsync();
        await work;

        Assert.Equal(committed, operations == 1);
        Assert.Equal(3, await Servers.BookingsAsync(id));
        Assert.Equal(before.Select(balance => balance + 1), await BalancesAsync());

        Task ExecuteAsync() => strategy.ExecuteInTransactionAsync(
            async token =>
            {
                Begin();
                await context.SaveChangesAsync(acceptAllChangesOnSuccess: false, token);
            },
            async token => IsCommitted(await FindAsync(transaction)));

        void Execute() => strategy.ExecuteInTransaction(
            () =>
            {
                Begin();
                context.SaveChanges(acceptAllChangesOnSuccess: false);
            },
            () => IsCommitted(FindAsync(transaction).Result));

        void Begin()
        {
            operations++;
            transaction = context.Database.CurrentTransaction!.TransactionId;
        }

        bool IsCommitted(CommitOutcome outcome)
        {
            verified.TrySetResult();
            return outcome switch
            {
                CommitOutcome.Committed => true,
                CommitOutcome.RolledBack => false,

                // The strategy asks again.
                CommitOutcome.Undecided => throw new TimeoutException("It is not decided yet."),
                _ => throw new InvalidOperationException($"{outcome} of a commit over three shards."),
            };
        }
    }

    // Before the decision, too: nobody has a record of it, and the process knows.
    [ClusterFact]
    public async Task The_outcome_of_a_commit_that_failed_before_the_decision_is_known_by_its_id()
    {
        var id = Guid.NewGuid();
        CommitRules.AtStep = (reached, shard) =>
        {
            if (reached is CommitStep.Prepared)
            {
                Servers.Cut(shard[1] - '0');
                throw new TimeoutException("Too slow.");
            }
        };
        await using var context = Open(retries: 0);
        await AddAsync(context, id);
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.SaveChangesAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => transaction.CommitAsync());
        CommitRules.AtStep = null;

        Assert.Equal(CommitOutcome.RolledBack, await FindAsync(transaction.TransactionId));
        await Servers.RecoverAsync();
        Assert.Equal(0, await Servers.BookingsAsync(id));
    }

    private void CountCommits(CommitStep reached)
    {
        if (reached is CommitStep.Started)
        {
            Interlocked.Increment(ref _commits);
        }
    }

    private LedgerContext Open(int retries = 30)
        => LedgerContext.Over(Servers.ProxiedWithPatience, retries: retries);

    private static async Task AddAsync(LedgerContext context, Guid id)
    {
        foreach (var account in await context.Accounts.OrderBy(a => a.Id).ToListAsync())
        {
            account.Balance++;
            context.Add(new Booking { AccountId = account.Id, Id = id, Amount = 1 });
        }
    }

    private async Task<List<long>> BalancesAsync()
    {
        await using var context = Servers.Context();
        return await context.Accounts.OrderBy(a => a.Id).Select(a => a.Balance).ToListAsync();
    }

    private async Task<CommitOutcome> FindAsync(Guid transaction)
    {
        await using var context = Open(retries: 0);
        return await context.Sharding().FindCommitOutcomeAsync(transaction);
    }
}
