using EfShard.Crash.Child;
using EfShard.TestServers;
using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace EfShard.Crash.Tests.Faults;

/// <summary>Real servers with a ledger on them, each behind a proxy, to be killed and cut off. One account a shard, and 0 on each.</summary>
public sealed class LedgerServers : IAsyncDisposable
{
    private readonly PostgresCluster _cluster;
    private readonly TcpProxy[] _proxies;

    private LedgerServers(PostgresCluster cluster)
    {
        _cluster = cluster;
        _proxies = [.. cluster.Primaries.Select(primary => new TcpProxy(primary.Port))];
        Direct = [.. cluster.Primaries.Select(primary => primary.ConnectionString)];
        Proxied = [.. cluster.Primaries.Select((primary, i) => new NpgsqlConnectionStringBuilder(primary.ConnectionString)
        {
            Port = _proxies[i].Port, Timeout = 1, CommandTimeout = 1, CancellationTimeout = 200,
        }.ConnectionString)];
    }

    public IReadOnlyList<PostgresNode> Servers => _cluster.Primaries;

    /// <summary>Past the proxies.</summary>
    public IReadOnlyList<string> Direct { get; }

    /// <summary>Through the proxies, with short timeouts.</summary>
    public IReadOnlyList<string> Proxied { get; }

    /// <summary>Through the proxies, with time for a server that is only slow: for saves that must not fail but by the fault.</summary>
    public IReadOnlyList<string> ProxiedWithPatience
        => [.. Proxied.Select(server => new NpgsqlConnectionStringBuilder(server) { CommandTimeout = 30, Timeout = 5 }.ConnectionString)];

    public static async Task<LedgerServers> StartAsync(int shards, int accounts, long balance)
    {
        var servers = new LedgerServers(await PostgresCluster.StartAsync(shards));
        await using var context = servers.Context();
        await context.Database.EnsureCreatedAsync();
        context.AddRange(Enumerable.Range(0, accounts).Select(i => new Account { Id = i, Balance = balance }));
        await context.SaveChangesAsync();
        return servers;
    }

    public LedgerContext Context() => LedgerContext.Over(Direct);

    public LedgerContext ProxiedContext() => LedgerContext.Over(Proxied);

    public void Inflict(Fault fault, int shard)
    {
        switch (fault)
        {
            case Fault.KillServer:
                // Waits: the step must not go on while the server still works.
                _cluster.Primaries[shard].KillAsync().GetAwaiter().GetResult();
                break;
            case Fault.DropConnections:
                _proxies[shard].Set(ProxyMode.Drop);
                break;
            case Fault.FreezeConnections:
                _proxies[shard].Set(ProxyMode.Freeze);
                break;
            case Fault.HalfOpenConnections:
                _proxies[shard].Set(ProxyMode.HalfOpen);
                break;
        }
    }

    /// <summary>Breaks the connections with a server, once: new ones pass.</summary>
    public void Cut(int shard) => _proxies[shard].Heal();

    /// <summary>Servers run, and connections pass.</summary>
    public async Task HealAsync()
    {
        foreach (var server in _cluster.Primaries.Where(server => !server.IsRunning))
        {
            await server.StartAsync();
        }

        Array.ForEach(_proxies, proxy => proxy.Heal());
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Recovers until nothing is in doubt: a frozen message may still arrive, and a broken connection be noticed late.</summary>
    public async Task RecoverAsync()
    {
        await using var context = Context();
        RecoveryReport? report = null;
        await Eventually.TrueAsync(
            async () =>
            {
                report = await context.Sharding().RecoverInDoubtAsync(TimeSpan.Zero);
                return report.InDoubt.Count == 0 && report.Failures.Count == 0;
            },
            "nothing is in doubt");
    }

    /// <summary>On how many shards a booking is; on all of its three or on none, if commits are atomic.</summary>
    public async Task<int> BookingsAsync(Guid id)
    {
        await using var context = Context();
        return (await context.Bookings.Where(b => b.Id == id).ToListAsync()).Count;
    }

    /// <summary>No lock is left: everything can be written at once.</summary>
    public async Task NothingIsLockedAsync(string what = "")
    {
        await using var context = Context();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await context.Accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.Balance, a => a.Balance));
                break;
            }
            catch (InvalidOperationException locked) when (locked.InnerException is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
            {
                // The server may still be about to notice that a client is gone. Each attempt waits for its locks, two seconds.
                Assert.True(attempt < 5, $"{what}: locked by {await OpenTransactionsAsync()}");
            }
        }

        foreach (var server in Servers)
        {
            Assert.Equal(0, await server.ScalarAsync<long>("SELECT count(*) FROM pg_prepared_xacts"));
        }
    }

    private async Task<string> OpenTransactionsAsync()
    {
        var all = new List<string>();
        foreach (var server in Servers)
        {
            all.Add(server.Name + ": " + await server.ScalarAsync<string>(
                """
                SELECT coalesce((SELECT string_agg(state || ' ' || coalesce(wait_event, '') || ' ' || (clock_timestamp() - xact_start) || ' ' || query, E'\n')
                                 FROM pg_stat_activity WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid()), '')
                    || coalesce((SELECT string_agg('prepared ' || gid, E'\n') FROM pg_prepared_xacts), '')
                """));
        }

        return string.Join('\n', all);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies)
        {
            await proxy.DisposeAsync();
        }

        await _cluster.DisposeAsync();
    }
}
