using EfShard.Commit;
using EfShard.Crash.Child;
using EfShard.Crash.Tests.Faults;
using EfShard.TestServers;
using Xunit;

namespace EfShard.Crash.Tests;

/// <summary>An application's tests hold the clock, and a server goes away: what waits for servers does not wait for the clock.</summary>
[Collection(LanesFixture.Name)]
public sealed class HeldClockTests(LanesFixture fixture)
{
    private LedgerServers Servers => fixture.Lanes[2];

    [ClusterTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_has_lost_the_answer_gives_up_looking_for_it(bool async)
    {
        CommitRules.Patience = TimeSpan.FromSeconds(1);
        var failure = await Record.ExceptionAsync(() => BookAsync(async, (step, shard, decider) => step is CommitStep.Deciding && shard == decider, Fault.DropConnections));

        await Servers.HealAsync();
        await Servers.RecoverAsync();
        Assert.IsType<CommitOutcomeUnknownException>(failure);
        await Servers.NothingIsLockedAsync();
    }

    [ClusterTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_part_that_failed_after_the_decision_is_committed_once_its_server_is_back(bool async)
    {
        await BookAsync(async, (step, shard, decider) => step is CommitStep.Completing && shard != decider, Fault.DropConnections);
        await Servers.HealAsync();

        await Eventually.TrueAsync(
            async () =>
            {
                var counts = await Task.WhenAll(Servers.Servers.Select(server => server.ScalarAsync<long>("SELECT count(*) FROM pg_prepared_xacts")));
                return counts.Sum() == 0;
            },
            "the errand is done",
            TimeSpan.FromMinutes(1));
        await Servers.NothingIsLockedAsync();
    }

    /// <summary>Books on three shards, with a fault on the first shard at which something is reached.</summary>
    private async Task BookAsync(bool async, Func<CommitStep, string, string, bool> isReached, Fault fault)
        => await Task.Run(async () =>
        {
            var (decider, done) = ("", 0);
            CommitRules.AtOwnStep = (step, shard) =>
            {
                decider = step is CommitStep.Started ? shard : decider;
                if (isReached(step, shard, decider) && Interlocked.Exchange(ref done, 1) == 0)
                {
                    Servers.Inflict(fault, shard[1] - '0');
                }
            };
            await using var context = LedgerContext.Over(Servers.ProxiedWithPatience, time: new HeldTime());
            if (async)
            {
                await Teller.BookAsync(context, Guid.NewGuid(), (0, 1), (1, 1), (2, 1));
            }
            else
            {
                Teller.Book(context, Guid.NewGuid(), (0, 1), (1, 1), (2, 1));
            }
        }).WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>Stands still.</summary>
    private sealed class HeldTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NeverTimer();

        private sealed class NeverTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
