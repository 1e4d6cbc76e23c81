using System.Data.Common;
using EfShard.Execution.Replicas;
using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Commit;

/// <summary>
///     What is still to be done on one shard, done by one worker on a connection of its own, again and again until the shard lets it. Nobody
///     waits for it. After many rounds it is left to recovery, as it is when the process ends.
/// </summary>
internal sealed class ShardErrands(ShardNode shard, TwoPhaseDialect dialect, Func<ReplicaWatch?> watch)
{
    // Rows stay locked until it is done: a clock that a test holds would make that for ever.
    private static readonly TimeProvider Time = TimeProvider.System;

    private const int MaxRounds = 200;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly object _lock = new();
    private readonly List<Errand> _waiting = [];
    private DbConnection? _like;
    private bool _isWorking;

    /// <summary>Adds an errand.</summary>
    /// <param name="errand">The errand.</param>
    /// <param name="like">A connection to the shard's database, to make others from.</param>
    public void Add(Errand errand, DbConnection like)
    {
        lock (_lock)
        {
            if (_like?.ConnectionString != like.ConnectionString)
            {
                // The shard's server may have been changed since the last one.
                _like = dialect.Clone(like);
            }

            _waiting.Add(errand);
            if (_isWorking)
            {
                return;
            }

            _isWorking = true;
        }

        // Without the caller's context: its ambient transaction and its activity are not this work's.
        ThreadPool.UnsafeQueueUserWorkItem(static errands => _ = errands.WorkAsync(), this, preferLocal: false);
    }

    private async Task WorkAsync()
    {
        var (pause, rounds) = (FirstPause, 0);
        while (Take() is { Count: > 0 } errands)
        {
            try
            {
                var connection = await OpenAsync(errands).ConfigureAwait(false);
                await using var ofConnection = connection.ConfigureAwait(false);
                await RunAsync(connection, errands).ConfigureAwait(false);
                (pause, rounds) = (FirstPause, 0);
            }
            catch (Exception) when (++rounds < MaxRounds)
            {
                // The shard is away, or somebody else is at the same transaction: whatever it is, it is tried again.
                PutBack(errands);
                await Task.Delay(pause, Time).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (Exception)
            {
                // Recovery finds what is left: prepared transactions and records are in the databases.
                rounds = 0;
            }
        }
    }

    // What is done is taken out of the list, so that only the rest is put back.
    private async Task RunAsync(DbConnection connection, List<Errand> errands)
    {
        foreach (var errand in errands.Where(errand => errand.Kind is not ErrandKind.Forget).ToList())
        {
            if (errand.Kind is ErrandKind.Commit)
            {
                CommitRules.Reach(CommitStep.Completing, shard.Name);
            }

            try
            {
                var sql = errand.Kind is ErrandKind.Commit ? dialect.CommitPrepared(errand.Name) : dialect.RollbackPrepared(errand.Name);
                await connection.Statement(sql).RunAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception error) when (dialect.IsUnknownName(error))
            {
                // Done before, and its answer lost; or done by recovery, which decides alike.
            }

            errands.Remove(errand);
            errand.WhenDone?.Invoke();
        }

        if (errands.Count > 0)
        {
            CommitRules.Reach(CommitStep.Forgetting, shard.Name);
            await connection.Statement(dialect.ForgetSql).With("@ids", errands.Select(errand => errand.Id).ToArray())
                .RunAsync(CancellationToken.None).ConfigureAwait(false);
            errands.Clear();
            CommitRules.Reach(CommitStep.Forgotten, shard.Name);
        }
    }

    /// <summary>Parts are ended where the primary is now. A record may stay where it should not: recovery deletes it.</summary>
    private async Task<DbConnection> OpenAsync(List<Errand> errands)
    {
        if (errands.Exists(errand => errand.Kind is not ErrandKind.Forget))
        {
            return await new PrimaryDoor(shard, Like, watch()).OpenAsync(CancellationToken.None).ConfigureAwait(false);
        }

        var connection = Like();
        await connection.OpenAsync().ConfigureAwait(false);
        return connection;
    }

    private DbConnection Like()
    {
        lock (_lock)
        {
            return dialect.Clone(_like!);
        }
    }

    private List<Errand> Take()
    {
        lock (_lock)
        {
            List<Errand> all = [.. _waiting];
            _waiting.Clear();
            _isWorking = all.Count > 0;
            return all;
        }
    }

    private void PutBack(List<Errand> errands)
    {
        lock (_lock)
        {
            _waiting.AddRange(errands);
        }
    }
}
