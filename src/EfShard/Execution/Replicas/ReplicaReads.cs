using EfShard.Diagnostics;
using EfShard.Providers;
using EfShard.Sessions;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Replicas;

/// <summary>
///     Runs a reading statement on a server of its shard that is as fresh as asked: a replica that holds what the level needs, else, after a
///     bounded wait, the primary. In: a shard, the level, what to run. Out: the reader. A server that turns out to be gone, or can't answer
///     because it is a standby, is left for the next one: nothing has been read yet. The cases are in docs/replicas.md.
/// </summary>
internal sealed class ReplicaReads(ShardConnectionSet connections, ReadingScope scope, PositionRecorder positions)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>How long one round waits for servers to say how far they are.</summary>
    private static readonly TimeSpan AnswerWait = TimeSpan.FromMilliseconds(20);

    private readonly ReplicaWatch? _watch = connections.Watch;

    private ReplicaOptions Options => connections.Topology.Replicas;

    /// <summary>Reads.</summary>
    /// <param name="shard">A shard that has replicas.</param>
    /// <param name="consistency">The level in force.</param>
    /// <param name="read">Runs the statement on an open connection, or begins a transaction, which keeps it open.</param>
    public T Read<T>(int shard, Consistency consistency, Func<ShardConnection, T> read)
    {
        var attempt = Start(shard, consistency);
        Prepare(attempt);
        while (attempt.Needed is not null && Find(attempt) is { } connection)
        {
            try
            {
                var begun = Options.Time.GetTimestamp();
                var reader = read(connection);
                Succeed(attempt, connection, begun);
                return reader;
            }
            catch (Exception exception) when (Leaves(attempt, connection, exception))
            {
            }
            finally
            {
                connection.Close();
            }
        }

        return ReadPrimary(attempt, read);
    }

    /// <inheritdoc cref="Read" />
    public async Task<T> ReadAsync<T>(
        int shard, Consistency consistency, Func<ShardConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var attempt = Start(shard, consistency);
        await PrepareAsync(attempt, cancellationToken).ConfigureAwait(false);
        while (attempt.Needed is not null && await FindAsync(attempt, cancellationToken).ConfigureAwait(false) is { } connection)
        {
            try
            {
                var begun = Options.Time.GetTimestamp();
                var reader = await read(connection, cancellationToken).ConfigureAwait(false);
                Succeed(attempt, connection, begun);
                return reader;
            }
            catch (Exception exception) when (Leaves(attempt, connection, exception))
            {
            }
            finally
            {
                await connection.CloseAsync().ConfigureAwait(false);
            }
        }

        return await ReadPrimaryAsync(attempt, read, cancellationToken).ConfigureAwait(false);
    }

    private ReadAttempt Start(int shard, Consistency consistency) => new(connections.Topology.Shards[shard], consistency, Options);

    /// <summary>Finds out what the read needs.</summary>
    private void Prepare(ReadAttempt attempt)
    {
        var (node, level) = (attempt.Node, attempt.Consistency.Level);
        if (_watch is null || level is ConsistencyLevel.Strong)
        {
            attempt.Needed = WithoutPositions(attempt);
            return;
        }

        _watch.EnsureObserved(node, connections.Sample);
        if (ReadRule.LooksAtSession(level) && scope.Session[node.Name].IsUnsettled)
        {
            positions.SettleWrites(node.Index);
        }

        LogPosition? bound = null;
        if (level is ConsistencyLevel.BoundedStaleness
            && (bound = node.Servers!.History.NotOlderThan(attempt.Consistency.MaxStaleness)) is null && node.Servers.Current.Primary is { } primary)
        {
            _watch.FindProbe(primary)?.Ask();
            bound = node.Servers.History.NotOlderThan(attempt.Consistency.MaxStaleness);
        }

        attempt.Needed = Needed(attempt, bound);
        if (level is ConsistencyLevel.Session && attempt.Needed is not null && !CanStay(attempt))
        {
            positions.SettleReads(node.Index);
            attempt.Needed = Needed(attempt, bound);
        }
    }

    /// <inheritdoc cref="Prepare" />
    private async ValueTask PrepareAsync(ReadAttempt attempt, CancellationToken cancellationToken)
    {
        var (node, level) = (attempt.Node, attempt.Consistency.Level);
        if (_watch is null || level is ConsistencyLevel.Strong)
        {
            attempt.Needed = WithoutPositions(attempt);
            return;
        }

        await _watch.EnsureObservedAsync(node, connections.Sample, cancellationToken).ConfigureAwait(false);
        if (ReadRule.LooksAtSession(level) && scope.Session[node.Name].IsUnsettled)
        {
            await positions.SettleWritesAsync(node.Index).ConfigureAwait(false);
        }

        LogPosition? bound = null;
        if (level is ConsistencyLevel.BoundedStaleness
            && (bound = node.Servers!.History.NotOlderThan(attempt.Consistency.MaxStaleness)) is null && node.Servers.Current.Primary is { } primary)
        {
            await (_watch.FindProbe(primary)?.AskAsync(cancellationToken) ?? Task.FromResult<Exception?>(null)).ConfigureAwait(false);
            bound = node.Servers.History.NotOlderThan(attempt.Consistency.MaxStaleness);
        }

        attempt.Needed = Needed(attempt, bound);
        if (level is ConsistencyLevel.Session && attempt.Needed is not null && !CanStay(attempt))
        {
            await positions.SettleReadsAsync(node.Index, cancellationToken).ConfigureAwait(false);
            attempt.Needed = Needed(attempt, bound);
        }
    }

    private LogPosition? Needed(ReadAttempt attempt, LogPosition? bound)
    {
        var mark = scope.Session[attempt.Node.Name];
        return mark.IsUnsettled && ReadRule.LooksAtSession(attempt.Consistency.Level)
            ? null
            : ReadRule.Needed(attempt.Consistency.Level, mark, bound);
    }

    private LogPosition? WithoutPositions(ReadAttempt attempt)
        => _watch is null && ReadRule.IsTrusted(
            attempt.Consistency.Level, scope.Session[attempt.Node.Name], Options.Time.GetUtcNow(), Options.RecentWriteWindow)
            ? LogPosition.None
            : null;

    /// <summary>Whether the session may read where it read last, which needs no question about what it saw there.</summary>
    private bool CanStay(ReadAttempt attempt)
    {
        var reads = scope.Session.UnsettledReadsOf(attempt.Node.Name);
        if (reads.Count == 0)
        {
            return true;
        }

        var last = reads[^1];
        if (reads.Count > 1 || !ReferenceEquals(last.Server.Run, last.Run) || last.Server.Role is not ShardServerRole.Replica
            || !_watch!.IsInService(last.Server) || !attempt.IsEligible(last.Server, last.Run))
        {
            return false;
        }

        attempt.Last = last;
        return true;
    }

    /// <summary>Finds a replica that may answer, and opens a connection to it; waits if one may soon.</summary>
    private ShardConnection? Find(ReadAttempt attempt)
    {
        while (true)
        {
            if (attempt.Choose(IsInService, server => IsWanted(attempt, server)) is { } server)
            {
                var connection = connections.Replica(attempt.Node.Index, server);
                try
                {
                    connection.Open();
                    if (IsWanted(attempt, connection))
                    {
                        return connection;
                    }

                    connection.Close();
                }
                catch (Exception exception) when (IsGone(attempt, server, exception))
                {
                }

                continue;
            }

            if (MustGiveUp(attempt) is not { } candidates)
            {
                return null;
            }

            // One that does not answer must not hold up the wait, whose length is the application's: who answers later is known in the next round.
            ServerQuestion.EndWithin([.. candidates.Select(c => _watch!.FindProbe(c)).OfType<ServerProbe>().Select(p => p.AskTogether())], AnswerWait, TimeProvider.System);
            Thread.Sleep(Pause);
        }
    }

    /// <inheritdoc cref="Find" />
    private async ValueTask<ShardConnection?> FindAsync(ReadAttempt attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (attempt.Choose(IsInService, server => IsWanted(attempt, server)) is { } server)
            {
                var connection = connections.Replica(attempt.Node.Index, server);
                try
                {
                    await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                    if (IsWanted(attempt, connection))
                    {
                        return connection;
                    }

                    await connection.CloseAsync().ConfigureAwait(false);
                }
                catch (Exception exception) when (IsGone(attempt, server, exception))
                {
                }

                continue;
            }

            if (MustGiveUp(attempt) is not { } candidates)
            {
                return null;
            }

            var answers = Task.WhenAll(candidates.Select(c => _watch!.FindProbe(c)?.AskTogetherAsync() ?? Task.FromResult<Exception?>(null)));
            await Task.WhenAny(answers, Task.Delay(AnswerWait, cancellationToken)).ConfigureAwait(false);
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether to wait no longer; else the replicas that may have replayed more by now.</summary>
    private ShardServer[]? MustGiveUp(ReadAttempt attempt)
    {
        if (_watch is null || attempt.IsOver)
        {
            return null;
        }

        if (attempt.Last is not null)
        {
            // Where the session read last it can't read now: what it saw there has to be asked for, by the primary's measure.
            return null;
        }

        ShardServer[] candidates = [.. attempt.Node.Servers!.Current.Servers
            .Where(s => s.Role is ShardServerRole.Replica && s != attempt.Node.Servers.Current.Primary && IsInService(s) && !attempt.IsExcluded(s))];
        if (candidates.Length == 0)
        {
            return null;
        }

        ReplicaMetrics.Wait(attempt.Node.Name);
        _watch.Log?.Wait(attempt.Node.Name, attempt.Needed!.Value);
        return candidates;
    }

    private bool IsInService(ShardServer server) => _watch?.IsInService(server) ?? true;

    private bool IsWanted(ReadAttempt attempt, ShardServer server) => _watch is null || attempt.IsEligible(server, server.Run);

    private bool IsWanted(ReadAttempt attempt, ShardConnection connection) => _watch is null || attempt.Accepts(connection.Link!);

    private bool IsGone(ReadAttempt attempt, ShardServer server, Exception exception)
    {
        if (_watch is null || !_watch.IsGone(exception))
        {
            return false;
        }

        attempt.Exclude(server);
        _watch.Failed(server);
        return true;
    }

    /// <summary>Whether a failure says more about the server than about the statement, so that another server is asked.</summary>
    private bool Leaves(ReadAttempt attempt, ShardConnection connection, Exception exception)
    {
        switch (_watch?.Classify(exception))
        {
            case ServerFailure.Lost:
                attempt.Exclude(connection.Link!.Server);
                _watch.Failed(connection.Link.Server);
                return true;
            case ServerFailure.NeedsPrimary:
                attempt.Needed = null;
                return true;
            default:
                return false;
        }
    }

    private void Succeed(ReadAttempt attempt, ShardConnection connection, long begun)
    {
        var server = connection.Link!.Server;
        server.Succeed(Options.Time.GetElapsedTime(begun));
        ReplicaMetrics.Read(attempt.Node.Name, server.Name, isPrimary: false, attempt.Consistency);
        _watch?.Log?.Read(server.Name, attempt.Consistency);
        if (attempt.Consistency.Level is ConsistencyLevel.Session && connection.Link.Run is { } run)
        {
            scope.Session.AddUnsettledRead(attempt.Node.Name, server, run);
        }
    }

    private T ReadPrimary<T>(ReadAttempt attempt, Func<ShardConnection, T> read)
    {
        var primary = connections.Primary(attempt.Node.Index);
        primary.Open();
        try
        {
            RefuseIfBehind(attempt, primary);
            var reader = read(primary);
            NotePrimary(attempt, primary);
            return reader;
        }
        finally
        {
            primary.Close();
        }
    }

    private async Task<T> ReadPrimaryAsync<T>(
        ReadAttempt attempt, Func<ShardConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var primary = connections.Primary(attempt.Node.Index);
        await primary.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            RefuseIfBehind(attempt, primary);
            var reader = await read(primary, cancellationToken).ConfigureAwait(false);
            NotePrimary(attempt, primary);
            return reader;
        }
        finally
        {
            await primary.CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A session may come from a process that knows of a promotion which nobody here can see.</summary>
    private void RefuseIfBehind(ReadAttempt attempt, ShardConnection primary)
    {
        var level = attempt.Consistency.Level;
        var mark = scope.Session[attempt.Node.Name];
        var needed = level is ConsistencyLevel.Strong || ReadRule.LooksAtSession(level) ? LogPosition.Join(mark.Written, mark.Read) : attempt.Needed ?? LogPosition.None;
        if (primary.Link?.Run is { } run && run.Position.Timeline < needed.Timeline)
        {
            throw new ShardUnavailableException(
                attempt.Node.Name,
                $"The session has seen timeline {needed.Timeline} of the shard '{attempt.Node.Name}', and the primary that can be reached is on timeline "
                + $"{run.Position.Timeline}: it was cut off when another server was promoted. Nothing has been read. Name all servers of the shard in the options.");
        }
    }

    private void NotePrimary(ReadAttempt attempt, ShardConnection primary)
    {
        var server = primary.Link?.Server.Name ?? attempt.Node.Name + "/0";
        ReplicaMetrics.Read(attempt.Node.Name, server, isPrimary: true, attempt.Consistency);
        if (attempt.Consistency.Level is ConsistencyLevel.Strong)
        {
            _watch?.Log?.Read(server, attempt.Consistency);
        }
        else
        {
            ReplicaMetrics.Fallback(attempt.Node.Name, attempt.Consistency);
            _watch?.Log?.Fallback(server, attempt.Consistency, attempt.Needed);
        }

        if (attempt.Consistency.Level is ConsistencyLevel.Session && primary.Link is { Run: { } run } link)
        {
            scope.Session.AddUnsettledRead(attempt.Node.Name, link.Server, run);
        }
    }
}
