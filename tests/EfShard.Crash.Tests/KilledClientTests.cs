using EfShard.Commit;
using EfShard.Crash.Child;
using EfShard.Crash.Tests.Faults;
using EfShard.TestServers;
using Xunit;

namespace EfShard.Crash.Tests;

/// <summary>The crash matrix, part one: a process that saves over three shards kills itself, as kill -9 does, at each step of its commit.</summary>
[Collection(LanesFixture.Name)]
public sealed class KilledClientTests(LanesFixture fixture)
{
    [ClusterFact]
    public async Task Killed_at_each_step_it_leaves_all_or_nothing()
    {
        // With two others, their steps are reached twice: the second time, one of them has gone further.
        // The steps after the answer twice: the others are reached again below.
        var cases = (from path in new[] { "async", "sync", "transaction" }
                     from step in Enum.GetValues<CommitStep>()
                     from nth in StoppedCase.OfOthers.Contains(step) ? new[] { 1, 2 } : [1]
                     from round in step < CommitStep.Forgetting || path == "transaction" ? new[] { 1 } : [1, 2]
                     select (path, step, nth)).ToList();
        await Task.WhenAll(fixture.Lanes.Select((servers, lane) => Task.Run(async () =>
        {
            foreach (var (path, step, nth) in cases.Where((_, i) => i % fixture.Lanes.Count == lane))
            {
                var (bookings, told) = await KillAsync(servers, step, nth, path);

                Assert.True(bookings is 0 or 3, $"{path} {step} {nth}: booked on {bookings} of 3 shards");
                Assert.True(bookings == 3 || !told, $"{path} {step} {nth}: acknowledged, and lost");
                Assert.Equal(step > CommitStep.Deciding ? 3 : 0, bookings);
                await servers.NothingIsLockedAsync($"{path} {step} {nth}");
            }
        })));
    }

    [ClusterFact]
    public async Task Killed_with_commits_at_all_steps_it_leaves_all_or_nothing_of_each()
        => await Task.WhenAll(StoppedCase.All(firstNumber: 10, others: 2).GroupBy(c => c.Path).Zip(fixture.Lanes, (path, servers) => Task.Run(async () =>
        {
            var cases = path.ToList();
            await using (var setup = servers.Context())
            {
                setup.AddRange(cases.SelectMany(c => Enumerable.Range(3 * c.Number, 3)).Select(account => new Account { Id = account }));
                await setup.SaveChangesAsync();
            }

            await StoppedCase.KillAsync(cases, "ledger", servers.Direct);
            await servers.RecoverAsync();

            foreach (var killed in cases)
            {
                var bookings = await servers.BookingsAsync(Teller.IdOf(killed.Number));
                Assert.True(bookings == (killed.IsDecided ? 3 : 0), $"{killed}: booked on {bookings} of 3 shards");
            }

            await servers.NothingIsLockedAsync();
        })));

    // Each of these is a coordinator that breaks a rule, and dies where that matters.
    [ClusterTheory]
    [InlineData(nameof(CommitRules.PrepareBeforeDeciding), nameof(CommitStep.Decided), "async")]
    [InlineData(nameof(CommitRules.PrepareBeforeDeciding), nameof(CommitStep.Decided), "sync")]
    [InlineData(nameof(CommitRules.ForgetLast), nameof(CommitStep.Forgotten), "async")]
    [InlineData(nameof(CommitRules.ForgetLast), nameof(CommitStep.Forgotten), "sync")]
    public async Task The_matrix_finds_a_rule_that_is_switched_off(string rule, string step, string path)
    {
        var (bookings, _) = await KillAsync(fixture.Lanes[0], Enum.Parse<CommitStep>(step), 1, path, rule);

        Assert.InRange(bookings, 1, 2);
    }

    private static async Task<(int Bookings, bool Told)> KillAsync(LedgerServers servers, CommitStep step, int nth, string path, params string[] rule)
    {
        var id = Guid.NewGuid();
        using var child = ChildProcess.Start(["save", string.Join('|', servers.Direct), id.ToString(), step.ToString(), nth.ToString(), path, .. rule]);
        var output = await child.Output();
        Assert.Equal(ChildProcess.Killed, await child.EndAsync());
        await servers.RecoverAsync();
        return (await servers.BookingsAsync(id), output.Contains("committed", StringComparison.Ordinal));
    }
}
