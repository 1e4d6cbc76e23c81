using EfShard.Commit;
using EfShard.Crash.Child;
using EfShard.Crash.Tests.Faults;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Crash.Tests;

/// <summary>
///     The crash matrix, part two: at each step of a commit over three shards each server in turn is killed, or its connections break. Twice each,
///     asynchronously and synchronously, of which one is a transaction of the application's; in four lanes, each with servers of its own, because most of the time is spent waiting for servers that do not answer.
/// </summary>
[Collection(LanesFixture.Name)]
public sealed class ServerFaultTests(LanesFixture fixture)
{
    private static readonly CommitStep[] Steps = Enum.GetValues<CommitStep>().Where(step => step < CommitStep.Forgetting).ToArray();

    [ClusterFact]
    public Task Servers_are_killed() => EveryStepAndVictimAsync(Fault.KillServer);

    [ClusterFact]
    public Task Connections_are_dropped() => EveryStepAndVictimAsync(Fault.DropConnections);

    [ClusterFact]
    public Task Connections_freeze() => EveryStepAndVictimAsync(Fault.FreezeConnections);

    [ClusterFact]
    public Task Connections_are_half_open() => EveryStepAndVictimAsync(Fault.HalfOpenConnections);

    private async Task EveryStepAndVictimAsync(Fault fault)
    {
        CommitRules.Patience = TimeSpan.FromSeconds(1);
        var cases = (from isAsync in new[] { true, false } from step in Steps from victim in Enum.GetValues<Role>() select (isAsync, step, victim)).ToList();
        await Task.WhenAll(fixture.Lanes.Select((servers, lane) => Task.Run(async () =>
        {
            foreach (var (isAsync, step, victim) in cases.Where((_, i) => i % fixture.Lanes.Count == lane))
            {
                await SaveAsync(servers, fault, step, victim, isAsync);
            }
        })));
    }

    private static async Task SaveAsync(LedgerServers servers, Fault fault, CommitStep step, Role victim, bool isAsync)
    {
        var inTransaction = isAsync == (((int)step + (int)victim) % 2 == 0);
        var what = $"{fault} {step} {victim}{(isAsync ? "" : " sync")}{(inTransaction ? " in a transaction" : "")}";
        var id = Guid.NewGuid();
        Exception? failure = null;
        WatchFor(servers, fault, step, victim);
        try
        {
            await using var context = servers.ProxiedContext();
            await (inTransaction
                ? Teller.BookInTransactionAsync(context, id, isAsync, (0, 1), (1, 1), (2, 1))
                : Teller.BookAsync(context, id, isAsync, (0, 1), (1, 1), (2, 1)));
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        finally
        {
            CommitRules.AtOwnStep = null;
        }

        await servers.HealAsync();
        await servers.RecoverAsync();

        var bookings = await servers.BookingsAsync(id);
        Assert.True(bookings is 0 or 3, $"{what}: booked on {bookings} of 3 shards; {failure}");
        if (failure is not CommitOutcomeUnknownException)
        {
            Assert.True((bookings == 3) == (failure is null), $"{what}: booked on {bookings} of 3 shards, and the caller was told: {failure}");
        }
        else
        {
            await using var context = servers.Context();
            var outcome = await context.Sharding().FindCommitOutcomeAsync(((CommitOutcomeUnknownException)failure).TransactionId);
            Assert.True(outcome == (bookings == 3 ? CommitOutcome.Committed : CommitOutcome.RolledBack), $"{what}: booked on {bookings} of 3 shards, {outcome}");
        }

        await servers.NothingIsLockedAsync(what);
    }

    private static void WatchFor(LedgerServers servers, Fault fault, CommitStep step, Role victim)
    {
        var (decider, done) = ("", 0);
        CommitRules.AtOwnStep = (reached, shard) =>
        {
            if (reached is CommitStep.Started)
            {
                decider = shard;
            }

            if (reached == step && Interlocked.Exchange(ref done, 1) == 0)
            {
                int[] others = [.. Enumerable.Range(0, 3).Where(i => $"s{i}" != decider)];
                servers.Inflict(fault, victim switch { Role.Decider => decider[1] - '0', Role.FirstOther => others[0], _ => others[1] });
            }
        };
    }
}
