using System.Data.Common;
using EfShard.Diagnostics;
using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Execution.Replicas;

/// <summary>
///     Makes a replica the primary of one shard when its primary is gone: in <see cref="FailoverMode.Promote" />, by one process at a time. In: what the watch has
///     learnt. Out: a promoted server, which the watch then finds as it finds any. docs/replicas.md says which lease it is, and what it can't know.
/// </summary>
internal sealed class Promotion(ReplicaWatch watch, ShardNode node, PromotionDialect dialect)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private ShardServer? _down;
    private int _failures;
    private long _since;
    private string? _told;
    private Task _running = Task.CompletedTask;

    private ShardServers Servers => node.Servers!;

    /// <summary>Looks at the shard once more, and acts if its primary has been gone for long enough.</summary>
    public void Consider()
    {
        var list = Servers.Current;
        var primary = list.Primary;
        if (primary is not { Failures: > 0 } || !ReferenceEquals(primary, _down) || primary.Failures < _failures)
        {
            (_down, _since, _told) = (primary is { Failures: > 0 } ? primary : null, watch.Options.Time.GetTimestamp(), null);
        }

        _failures = primary?.Failures ?? 0;
        if (!_running.IsCompleted)
        {
            return;
        }

        // Without a timeline nothing has been heard of the shard yet.
        if (_down is not null && list.Timeline > 0 && _failures >= watch.Options.HealthFailures
            && watch.Options.Time.GetElapsedTime(_since) >= watch.Options.HealthInterval * watch.Options.HealthFailures)
        {
            _running = GuardedAsync(() => PromoteAsync(list));
        }
        else if (list is { Timeline: > 1, Primary: { Failures: 0, Role: ShardServerRole.Primary } } && list.Servers.Any(IsLeftBehind))
        {
            _running = GuardedAsync(() => RepointAsync(list));
        }
    }

    private bool IsLeftBehind(ShardServer server) => server is { Role: ShardServerRole.Detached, Failures: 0 } && !ReferenceEquals(server, Servers.Current.Primary);

    private async Task GuardedAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Tell(exception.GetType() + exception.Message, () => watch.Log?.PromotionFailed(node.Name, exception));
        }
    }

    private async Task PromoteAsync(ServerList list)
    {
        var standbys = new List<(ShardServer Server, DbConnection Connection)>();
        try
        {
            var opened = await Task.WhenAll(list.Servers.Where(s => !ReferenceEquals(s, list.Primary)).Select(OpenAsync)).ConfigureAwait(false);
            standbys.AddRange(opened.OfType<(ShardServer, DbConnection)>());
            using var limit = new CancellationTokenSource(Timeout);
            var states = new List<StandbyState>();
            foreach (var (server, connection) in standbys)
            {
                // In the order of the options everywhere: of two processes the one that has the first lease gets the others, too.
                var isLeased = await dialect.TryLeaseAsync(connection, node.Name, limit.Token).ConfigureAwait(false);
                states.Add(await dialect.AskAsync(connection, server, isLeased, limit.Token).ConfigureAwait(false));
            }

            var (chosen, reason) = PromotionRule.Choose(list, states);
            if (chosen is null || !ReferenceEquals(Servers.Current, list) || await IsAliveAsync(list.Primary!).ConfigureAwait(false))
            {
                Tell(reason ?? "", () => watch.Log?.PromotionHeld(node.Name, reason ?? "the primary answers again"));
                return;
            }

            await PromoteAsync(list, chosen, standbys, states).ConfigureAwait(false);
        }
        finally
        {
            foreach (var (_, connection) in standbys)
            {
                await ReleaseAsync(connection).ConfigureAwait(false);
            }
        }
    }

    private async Task PromoteAsync(
        ServerList list, StandbyState chosen, List<(ShardServer Server, DbConnection Connection)> standbys, List<StandbyState> states)
    {
        watch.Log?.PromotionBegun(node.Name, list.Primary!.Name, chosen.Server.Name);
        var source = standbys.Single(s => ReferenceEquals(s.Server, chosen.Server)).Connection;
        using var limit = new CancellationTokenSource(Timeout);

        // The others first: whoever asks them from now on finds that they follow somebody else, also if this process ends here. A standby feeds other standbys, too.
        foreach (var (server, connection) in standbys.Where(s => !ReferenceEquals(s.Connection, source)))
        {
            await dialect.FollowAsync(connection, source, chosen.Server.Address, limit.Token).ConfigureAwait(false);
        }

        // Leases end with their connections: these still live.
        foreach (var (server, connection) in standbys.Where(s => states.Exists(state => state.IsLeased && ReferenceEquals(state.Server, s.Server))))
        {
            await dialect.AskAsync(connection, server, isLeased: true, limit.Token).ConfigureAwait(false);
        }

        if (!await dialect.PromoteAsync(source, CancellationToken.None).ConfigureAwait(false))
        {
            throw new TimeoutException($"The replica '{chosen.Server.Name}' has not become the primary in time.");
        }

        watch.Log?.Promoted(node.Name, chosen.Server.Name, list.Primary!.Name);
        ServerMetrics.Change(node.Name, "Promoted");
        await Task.WhenAll(list.Servers.Select(s => watch.FindProbe(s)?.AskTogetherAsync() ?? Task.FromResult<Exception?>(null))).ConfigureAwait(false);
    }

    /// <summary>Has replicas that were down meanwhile follow the new primary, if they are told to follow a server of the shard that is none any more.</summary>
    private async Task RepointAsync(ServerList list)
    {
        foreach (var server in list.Servers.Where(IsLeftBehind))
        {
            if (await OpenAsync(server).ConfigureAwait(false) is not var (_, standby) || await OpenAsync(list.Primary!).ConfigureAwait(false) is not var (_, primary))
            {
                continue;
            }

            await using var ofStandby = standby.ConfigureAwait(false);
            await using var ofPrimary = primary.ConfigureAwait(false);
            using var limit = new CancellationTokenSource(Timeout);
            var state = await dialect.AskAsync(standby, server, isLeased: false, limit.Token).ConfigureAwait(false);
            var source = await dialect.SourceOfAsync(standby, limit.Token).ConfigureAwait(false);
            if (state is { IsStandby: true, Sender: null } && source is not null
                && list.Servers.Any(s => !ReferenceEquals(s, list.Primary) && s.Address.Host == source.Host && s.Address.Port == source.Port))
            {
                await dialect.FollowAsync(standby, primary, list.Primary!.Address, limit.Token).ConfigureAwait(false);
                watch.Log?.Repointed(node.Name, server.Name, list.Primary.Name);
            }
        }
    }

    private async Task<bool> IsAliveAsync(ShardServer primary)
        => watch.FindProbe(primary) is { } probe && await probe.AskTogetherAsync().ConfigureAwait(false) is null;

    private async Task<(ShardServer Server, DbConnection Connection)?> OpenAsync(ShardServer server)
    {
        if (watch.FindProbe(server) is not { } probe)
        {
            return null;
        }

        var connection = probe.Connect();
        using var limit = new CancellationTokenSource(Timeout);
        try
        {
            await connection.OpenAsync(limit.Token).ConfigureAwait(false);
            return (server, connection);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or OperationCanceledException)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>A pool keeps the session, and with it the lease.</summary>
    private async Task ReleaseAsync(DbConnection connection)
    {
        await using var ofConnection = connection.ConfigureAwait(false);
        try
        {
            using var limit = new CancellationTokenSource(Timeout);
            await dialect.ReleaseAsync(connection, node.Name, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException or TimeoutException or OperationCanceledException)
        {
            // The session is gone, and its lease with it.
        }
    }

    /// <summary>The same thing is told once while the primary is down, not in each round.</summary>
    private void Tell(string what, Action tell)
    {
        if (_told != what)
        {
            _told = what;
            tell();
        }
    }
}
