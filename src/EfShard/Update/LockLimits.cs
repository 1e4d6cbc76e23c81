using System.Data.Common;
using EfShard.Commit;
using EfShard.Execution;

namespace EfShard.Update;

/// <summary>
///     The limit of a transaction's waits for locks, which each of several writers gets before it is written. It costs a round trip: a save that begins its own
///     transaction sets it while it makes the shard's first batch, which needs no connection.
/// </summary>
/// <param name="shards">The writers that have none yet.</param>
/// <param name="sql">The statement that sets it.</param>
/// <param name="participant">A shard's transaction.</param>
/// <param name="limited">Gets to know those that have it.</param>
/// <param name="earlyLock">The lock that one of them takes with it, if any.</param>
internal sealed class LockLimits(int[] shards, string sql, Func<int, ShardParticipant> participant, HashSet<int> limited, EarlyLock? earlyLock)
{
    public IReadOnlyList<int> Shards => shards;

    /// <summary>Sets it on all of them.</summary>
    public void Set(LegRunner runner)
    {
        runner.Run(shards, i => Set(shards[i]));
        AreSet();
    }

    /// <inheritdoc cref="Set(LegRunner)" />
    public async Task SetAsync(LegRunner runner, CancellationToken cancellationToken)
    {
        await runner.RunAsync(shards, (i, token) => SetAsync(shards[i], token), cancellationToken).ConfigureAwait(false);
        AreSet();
    }

    /// <summary>Notes that all of them have it.</summary>
    public void AreSet() => limited.UnionWith(shards);

    /// <summary>Sets it on one, if that has none yet.</summary>
    public void Set(int shard)
    {
        if (shards.Contains(shard))
        {
            Command(shard).Run();
            HasRun(shard);
        }
    }

    /// <inheritdoc cref="Set(int)" />
    public async Task SetAsync(int shard, CancellationToken cancellationToken)
    {
        if (shards.Contains(shard))
        {
            await Command(shard).RunAsync(cancellationToken).ConfigureAwait(false);
            HasRun(shard);
        }
    }

    private DbCommand Command(int shard)
    {
        var command = participant(shard).Command(sql);
        return earlyLock?.Shard == shard ? earlyLock.AddTo(command) : command;
    }

    private void HasRun(int shard)
    {
        if (earlyLock?.Shard == shard)
        {
            earlyLock.Hold();
        }
    }
}
