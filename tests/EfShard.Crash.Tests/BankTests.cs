using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using EfShard.Crash.Tests.Faults;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace EfShard.Crash.Tests;

/// <summary>
///     Eight writers in four processes move money between accounts on four shards, while servers and writers are killed at random. Half a minute,
///     or as many minutes as EFSHARD_CHAOS_MINUTES says (./chaos.sh).
/// </summary>
public sealed class BankTests(ITestOutputHelper output)
{
    private const int Shards = 4;
    private const int Accounts = 40;
    private const long Balance = 1_000_000;

    private static readonly TimeSpan Duration
        = Environment.GetEnvironmentVariable("EFSHARD_CHAOS_MINUTES") is { Length: > 0 } minutes
            ? TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture))
            : TimeSpan.FromSeconds(30);

    private readonly ConcurrentBag<Guid> _acknowledged = [];
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    private bool IsOver => _watch.Elapsed > Duration;

    [ClusterFact]
    public async Task Money_is_neither_made_nor_lost_whoever_is_killed()
    {
        await using var servers = await LedgerServers.StartAsync(Shards, Accounts, Balance);
        _watch.Restart();

        await Task.WhenAll(
            [.. Enumerable.Range(0, 4).Select(_ => KillWritersAsync(servers)), KillServersAsync(servers), RecoverAsync(servers), AuditAsync(servers)]);
        await servers.HealAsync();
        await servers.RecoverAsync();

        await using var context = servers.Context();
        Assert.Equal(Accounts * Balance, (await context.Accounts.AsNoTracking().ToListAsync()).Sum(a => a.Balance));
        var bookings = (await context.Bookings.AsNoTracking().ToListAsync()).GroupBy(b => b.Id).ToDictionary(g => g.Key, g => g.ToList());
        Assert.All(bookings.Values, booking => Assert.Equal((2, 0L), (booking.Count, booking.Sum(b => b.Amount))));
        Assert.All(_acknowledged, id => Assert.True(bookings.ContainsKey(id), $"Transfer {id} was acknowledged, and is lost."));
        await servers.NothingIsLockedAsync();

        _counts["transfers"] = bookings.Count;
        output.WriteLine(string.Join(", ", _counts.OrderBy(c => c.Key).Select(c => $"{c.Value} {c.Key}")));
        Assert.NotEmpty(_acknowledged);
        Assert.All(new[] { "audits", "servers killed", "writers killed" }, what => Assert.True(_counts.GetValueOrDefault(what) > 0, $"No {what}."));
    }

    private async Task KillWritersAsync(LedgerServers servers)
    {
        while (!IsOver)
        {
            using var writers = ChildProcess.Start(["bank", string.Join('|', servers.Direct), "2", $"{Accounts}"]);
            var begun = new TaskCompletionSource();
            var reading = writers.ReadAsync(line =>
            {
                begun.TrySetResult();
                Read(line);
            });

            // On a busy machine a process takes its time to begin; a writer that has not begun is no victim.
            await Task.WhenAny(begun.Task, reading).WaitAsync(TimeSpan.FromMinutes(2));
            await WaitAsync(TimeSpan.FromSeconds(1 + (Random.Shared.NextDouble() * 6)));
            writers.Kill();
            Count("writers killed");
            await reading;
        }
    }

    private void Read(string line)
    {
        if (line.Split(' ') is ["committed", var id])
        {
            _acknowledged.Add(Guid.Parse(id));
            Count("acknowledged");
        }
        else if (line.Split(' ') is ["failed", _, var error])
        {
            Count($"failed by {error}");
        }
    }

    private async Task KillServersAsync(LedgerServers servers)
    {
        while (!IsOver)
        {
            await WaitAsync(TimeSpan.FromSeconds(1 + (Random.Shared.NextDouble() * 3)));
            var victim = servers.Servers[Random.Shared.Next(Shards)];
            await victim.KillAsync();
            Count("servers killed");
            await victim.StartAsync();
        }
    }

    private async Task RecoverAsync(LedgerServers servers)
    {
        while (!IsOver)
        {
            await WaitAsync(TimeSpan.FromSeconds(0.5));
            await using var context = servers.Context();
            var report = await context.Sharding().RecoverInDoubtAsync(TimeSpan.FromSeconds(1));
            _counts.AddOrUpdate("parts committed by recovery", report.Committed, (_, count) => count + report.Committed);
            _counts.AddOrUpdate("parts rolled back by recovery", report.RolledBack, (_, count) => count + report.RolledBack);
        }
    }

    // Locked: nobody is half-way.
    private async Task AuditAsync(LedgerServers servers)
    {
        while (!IsOver)
        {
            await WaitAsync(TimeSpan.FromSeconds(0.2));
            try
            {
                await using var context = servers.Context();
                await using var transaction = await context.Database.BeginTransactionAsync();
                await context.Accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.Balance, a => a.Balance));
                var total = (await context.Accounts.AsNoTracking().ToListAsync()).Sum(a => a.Balance);
                await transaction.RollbackAsync();
                Assert.Equal(Accounts * Balance, total);
                Count("audits");
            }
            catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException } or TimeoutException)
            {
                // A server is down, or a lock is held: no audit now.
                Count("audits given up");
            }
        }
    }

    private void Count(string what) => _counts.AddOrUpdate(what, 1, (_, count) => count + 1);

    private Task WaitAsync(TimeSpan time) => Task.Delay(Duration - _watch.Elapsed is var left && left < time ? left > TimeSpan.Zero ? left : TimeSpan.Zero : time);
}
