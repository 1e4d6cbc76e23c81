using System.Collections.Concurrent;
using EfShard.Crash.Child;
using EfShard.Crash.Tests.Faults;
using EfShard.TestServers;
using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace EfShard.Crash.Tests;

/// <summary>Ten processes recover at once what a killed one has left at all steps: each part is ended once, and rightly. Also on replicas that were promoted.</summary>
public sealed class ManyRecoveriesTests
{
    private const int Processes = 10;
    private const int Commits = 12;
    private const int Accounts = 3 * (Commits + 1);

    [ClusterFact]
    public async Task Ten_recoveries_at_once_end_each_part_once()
    {
        await using var cluster = await PostgresCluster.StartAsync(shards: 3, replicasPerShard: 1);
        IReadOnlyList<PostgresNode> servers = cluster.Primaries;
        await using (var context = Open(servers))
        {
            await context.Database.EnsureCreatedAsync();
            context.AddRange(Enumerable.Range(0, Accounts).Select(i => new Account { Id = i }));
            await context.SaveChangesAsync();
        }

        IReadOnlyList<PostgresNode> successors = [.. Enumerable.Range(0, 3).Select(shard => cluster.ReplicasOf(shard)[0])];
        using var rescuers = new Rescuers(Processes, [(servers, TimeSpan.FromMinutes(1)), (successors, TimeSpan.Zero)]);

        // With a grace, nobody who lives is overtaken: a process goes on booking meanwhile, and may find some of its own parts committed.
        var left = await LeaveAsync(servers);
        var parts = await CountAsync(servers);
        using (var over = new CancellationTokenSource())
        {
            var living = BookAsync(servers, over.Token);
            var ended = await rescuers.RecoverAsync();
            await over.CancelAsync();
            AssertUndisturbed(await living);
            Assert.InRange(ended, parts, long.MaxValue);
        }

        await AssertEndedAsync(servers, left);

        // The same again; now every primary dies, and what is in doubt is in doubt on its successor. Whoever comes second does nothing, and says so.
        left = await LeaveAsync(servers);
        parts = await CountAsync(servers);
        foreach (var primary in servers)
        {
            await primary.ReplicateAsync();
            await primary.KillAsync();
        }

        await Task.WhenAll(successors.Select(server => server.PromoteAsync()));
        NpgsqlConnection.ClearAllPools();
        Assert.Equal(parts, await CountAsync(successors));
        Assert.Equal(parts, await rescuers.RecoverAsync());
        await AssertEndedAsync(successors, left);
    }

    private static async Task<List<(Guid Id, bool IsDecided)>> LeaveAsync(IReadOnlyList<PostgresNode> servers)
    {
        using var child = ChildProcess.Start(["leave", Rescuers.Argument(servers), $"{Commits}"]);
        var (stopped, all) = (new ConcurrentQueue<(Guid, bool)>(), new TaskCompletionSource());
        var reading = child.ReadAsync(line =>
        {
            var words = line.Split(' ');
            stopped.Enqueue((Guid.Parse(words[1]), bool.Parse(words[2])));
            if (stopped.Count == Commits)
            {
                all.TrySetResult();
            }
        });
        await Task.WhenAny(all.Task, reading).WaitAsync(TimeSpan.FromMinutes(2));
        child.Kill();
        await reading;
        Assert.Equal(Commits, stopped.Count);

        // The servers notice that it is gone: nothing is open any more, but what is prepared.
        foreach (var server in servers)
        {
            await Eventually.TrueAsync(
                async () => await server.ScalarAsync<long>(
                    "SELECT count(*) FROM pg_stat_activity WHERE xact_start IS NOT NULL AND backend_type = 'client backend' AND pid <> pg_backend_pid()") == 0,
                $"{server.Name} has noticed that a client was killed",
                TimeSpan.FromMinutes(1));
        }

        Assert.InRange(await CountAsync(servers), Commits, 2 * Commits);
        return [.. stopped];
    }

    // Who books again at once may meet what the last commit has left to its errands, because a recovery was at the same part: at worst until its wait for the lock is over.
    private static void AssertUndisturbed(List<Exception?> bookings)
    {
        Assert.Contains(null, bookings);
        Assert.All(
            bookings,
            failure => Assert.True(
                failure is null or { InnerException: PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } }
                    or { InnerException.InnerException: PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } },
                $"{failure}"));
    }

    private static async Task<List<Exception?>> BookAsync(IReadOnlyList<PostgresNode> servers, CancellationToken over)
    {
        var failures = new List<Exception?>();
        do
        {
            await using var context = Open(servers);
            failures.Add(await Record.ExceptionAsync(() => Teller.BookAsync(context, Guid.NewGuid(), (Accounts - 3, 1), (Accounts - 2, 1), (Accounts - 1, 1))));
        }
        while (!over.IsCancellationRequested);

        return failures;
    }

    private static async Task AssertEndedAsync(IReadOnlyList<PostgresNode> servers, List<(Guid Id, bool IsDecided)> left)
    {
        await EveryPartIsEndedAsync(servers);
        await using var context = Open(servers);
        var bookings = (await context.Bookings.AsNoTracking().ToListAsync()).GroupBy(b => b.Id).ToDictionary(g => g.Key, g => g.Count());
        Assert.All(left, commit => Assert.Equal(commit.IsDecided ? 3 : 0, bookings.GetValueOrDefault(commit.Id)));
        Assert.All(bookings.Values, count => Assert.Equal(3, count));

        // And whoever comes third.
        var again = await context.Sharding().RecoverInDoubtAsync(TimeSpan.Zero);
        Assert.Equal((0, 0, 0, 0), (again.Committed, again.RolledBack, again.InDoubt.Count, again.Failures.Count));
        foreach (var server in servers)
        {
            Assert.Equal(0, await server.ScalarAsync<long>("""SELECT count(*) FROM "__EFShardTransactions" WHERE "FinishedAt" IS NULL"""));
        }

        await context.Accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.Balance, a => a.Balance));
    }

    // What somebody who lives has left to its errands may take a moment.
    private static Task EveryPartIsEndedAsync(IReadOnlyList<PostgresNode> servers)
        => Eventually.TrueAsync(async () => await CountAsync(servers) == 0, "nothing is prepared any more");

    private static async Task<long> CountAsync(IReadOnlyList<PostgresNode> servers)
    {
        var counts = await Task.WhenAll(servers.Select(server => server.ScalarAsync<long>("SELECT count(*) FROM pg_prepared_xacts WHERE starts_with(gid, 'efshard:')")));
        return counts.Sum();
    }

    private static LedgerContext Open(IReadOnlyList<PostgresNode> servers) => LedgerContext.Over([.. servers.Select(server => server.ConnectionString)]);
}
