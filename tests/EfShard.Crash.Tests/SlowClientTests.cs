using EfShard.Commit;
using EfShard.Crash.Child;
using EfShard.Crash.Tests.Faults;
using EfShard.TestServers;
using Xunit;

namespace EfShard.Crash.Tests;

/// <summary>The crash matrix, where nobody dies: a coordinator is slow, and recovery comes between two of its steps.</summary>
[Collection(LanesFixture.Name)]
public sealed class SlowClientTests(LanesFixture fixture) : IDisposable
{
    private LedgerServers Servers => fixture.Lanes[0];

    public void Dispose() => (CommitRules.LockBeforePreparing, CommitRules.RespectLock) = (true, true);

    // Without a grace the one that decides is ended, and learns of it.
    [ClusterTheory]
    [InlineData(nameof(CommitStep.Prepared), true)]
    [InlineData(nameof(CommitStep.Prepared), false)]
    [InlineData(nameof(CommitStep.Deciding), true)]
    [InlineData(nameof(CommitStep.Deciding), false)]
    public async Task Overtaken_by_recovery_it_rolls_back(string step, bool async)
    {
        var (bookings, failure) = await OvertakeAsync(Enum.Parse<CommitStep>(step), async);

        Assert.Equal(0, bookings);
        Assert.NotNull(failure);
        Assert.IsNotType<CommitOutcomeUnknownException>(failure);
        await Servers.NothingIsLockedAsync();
    }

    // R1: no lock yet, and no record, so that what is prepared is rolled back. R4: the lock is there, and nobody minds it.
    [ClusterTheory]
    [InlineData(nameof(CommitRules.LockBeforePreparing), nameof(CommitStep.Prepared), true)]
    [InlineData(nameof(CommitRules.LockBeforePreparing), nameof(CommitStep.Prepared), false)]
    [InlineData(nameof(CommitRules.RespectLock), nameof(CommitStep.Deciding), true)]
    [InlineData(nameof(CommitRules.RespectLock), nameof(CommitStep.Deciding), false)]
    public async Task The_matrix_finds_a_rule_that_is_switched_off(string rule, string step, bool async)
    {
        typeof(CommitRules).GetProperty(rule)!.SetValue(null, false);

        var (bookings, failure) = await OvertakeAsync(Enum.Parse<CommitStep>(step), async);

        Assert.InRange(bookings, 1, 2);
        Assert.Null(failure);
    }

    private async Task<(int Bookings, Exception? Failure)> OvertakeAsync(CommitStep step, bool async)
    {
        var (id, reached, recovered) = (Guid.NewGuid(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var save = Task.Run(async () =>
        {
            CommitRules.AtOwnStep = (at, _) =>
            {
                if (at == step)
                {
                    reached.TrySetResult();
                    recovered.Task.Wait(TimeSpan.FromMinutes(2));
                }
            };
            await using var context = Servers.Context();
            if (async)
            {
                await Teller.BookAsync(context, id, (0, 1), (1, 1), (2, 1));
            }
            else
            {
                Teller.Book(context, id, (0, 1), (1, 1), (2, 1));
            }
        });
        await await Task.WhenAny(reached.Task, save).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.False(save.IsCompleted);
        await Servers.RecoverAsync();
        recovered.SetResult();
        var failure = await Record.ExceptionAsync(() => save);

        // What was prepared late.
        await Servers.RecoverAsync();
        return (await Servers.BookingsAsync(id), failure);
    }
}
