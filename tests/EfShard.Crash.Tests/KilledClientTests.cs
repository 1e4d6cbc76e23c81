using EfShard.Commit;
using EfShard.Crash.Tests.Faults;
using EfShard.TestServers;
using Xunit;

namespace EfShard.Crash.Tests;

/// <summary>The crash matrix, part one: a process that saves over three shards kills itself, as kill -9 does, at each step of its commit.</summary>
[Collection(LanesFixture.Name)]
public sealed class KilledClientTests(LanesFixture fixture)
{
    private LedgerServers Servers => fixture.Lanes[0];

    [ClusterFact]
    public async Task Killed_at_each_step_it_leaves_all_or_nothing()
    {
        // With two others, their steps are reached twice: the second time, one of them has gone further.
        CommitStep[] ofOthers = [CommitStep.Preparing, CommitStep.Prepared, CommitStep.Completing, CommitStep.Completed];
        var cases = (from round in Enumerable.Range(0, 2)
                     from step in Enum.GetValues<CommitStep>()
                     from nth in ofOthers.Contains(step) ? new[] { 1, 2 } : [1]
                     select (step, nth)).ToList();
        await Task.WhenAll(fixture.Lanes.Select((servers, lane) => Task.Run(async () =>
        {
            foreach (var (step, nth) in cases.Where((_, i) => i % fixture.Lanes.Count == lane))
            {
                var (bookings, told) = await KillAsync(servers, step, nth);

                Assert.True(bookings is 0 or 3, $"{step} {nth}: booked on {bookings} of 3 shards");
                Assert.True(bookings == 3 || !told, $"{step} {nth}: acknowledged, and lost");
                Assert.Equal(step > CommitStep.Deciding ? 3 : 0, bookings);
                await servers.NothingIsLockedAsync($"{step} {nth}");
            }
        })));
    }

    // Each of these is a coordinator that breaks a rule, and dies where that matters.
    [ClusterTheory]
    [InlineData(nameof(CommitRules.PrepareBeforeDeciding), nameof(CommitStep.Decided))]
    [InlineData(nameof(CommitRules.ForgetLast), nameof(CommitStep.Forgotten))]
    public async Task The_matrix_finds_a_rule_that_is_switched_off(string rule, string step)
    {
        var (bookings, _) = await KillAsync(Servers, Enum.Parse<CommitStep>(step), 1, rule);

        Assert.InRange(bookings, 1, 2);
    }

    // Without R1 a recovery that comes between prepares and record rolls back what is then committed.
    [ClusterFact]
    public async Task The_matrix_finds_the_missing_record_too()
    {
        var id = Guid.NewGuid();
        CommitRules.RecordBeforePreparing = false;
        CommitRules.AtStep = (step, _) =>
        {
            if (step is CommitStep.Prepared)
            {
                Task.Run(Servers.RecoverAsync).GetAwaiter().GetResult();
            }
        };
        try
        {
            await using var context = Servers.Context();
            await Record.ExceptionAsync(() => Child.Teller.BookAsync(context, id, (0, 1), (1, 1), (2, 1)));
        }
        finally
        {
            (CommitRules.RecordBeforePreparing, CommitRules.AtStep) = (true, null);
        }

        Assert.InRange(await Servers.BookingsAsync(id), 1, 2);
    }

    private static async Task<(int Bookings, bool Told)> KillAsync(LedgerServers servers, CommitStep step, int nth, params string[] rule)
    {
        var id = Guid.NewGuid();
        using var child = ChildProcess.Start(["save", string.Join('|', servers.Direct), id.ToString(), step.ToString(), nth.ToString(), .. rule]);
        var output = await child.Output();
        Assert.Equal(ChildProcess.Killed, await child.EndAsync());
        await servers.RecoverAsync();
        return (await servers.BookingsAsync(id), output.Contains("committed", StringComparison.Ordinal));
    }
}
