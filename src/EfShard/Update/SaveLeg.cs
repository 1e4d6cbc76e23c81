using EfShard.Execution;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>One shard's part of a save over several shards. Its batches are made while they are executed, so that memory does not grow with rows.</summary>
internal sealed class SaveLeg(int shard, IReadOnlyList<List<LegCommand>> levels, Func<int, IEnumerable<ModificationCommandBatch>> batchesOfLevel, bool isIndependent)
{
    public int Shard { get; } = shard;

    /// <summary>The rows written so far, as EF Core counts them; the copies of a reference table's rows count once, on the first shard.</summary>
    public int RowsAffected { get; private set; }

    public IEnumerable<LegCommand> Commands => levels.SelectMany(level => level);

    public bool HasWork(int level) => levels[level].Count > 0;

    /// <summary>Executes one level's batches one after the other.</summary>
    /// <param name="level">The level.</param>
    /// <param name="connection">The shard's connection, in a transaction.</param>
    /// <param name="limits">The limit that the transaction's waits for locks still need, if any.</param>
    /// <param name="gate">The turns at what is the application's.</param>
    public void Execute(int level, IRelationalConnection connection, LockLimits? limits, LegGate gate)
    {
        LimitsAt(level, limits)?.Set(Shard);
        using var batches = batchesOfLevel(level).GetEnumerator();
        while (isIndependent ? batches.MoveNext() : gate.Run(batches, static b => b.MoveNext()))
        {
            batches.Current.Execute(connection);
            Count(batches.Current);
        }
    }

    /// <inheritdoc cref="Execute" />
    public async Task ExecuteAsync(int level, IRelationalConnection connection, LockLimits? limits, LegGate gate, CancellationToken cancellationToken)
    {
        var limiting = LimitsAt(level, limits)?.SetAsync(Shard, cancellationToken) ?? Task.CompletedTask;
        using var batches = batchesOfLevel(level).GetEnumerator();
        bool isMade;
        try
        {
            isMade = await MakeAsync().ConfigureAwait(false);
        }
        finally
        {
            // Whatever happened: the connection is its own until it is done.
            await limiting.ConfigureAwait(false);
        }

        while (isMade)
        {
            await batches.Current.ExecuteAsync(connection, cancellationToken).ConfigureAwait(false);
            Count(batches.Current);
            isMade = await MakeAsync().ConfigureAwait(false);
        }

        // To make a batch is to log it.
        ValueTask<bool> MakeAsync() => isIndependent ? new(batches.MoveNext()) : gate.RunAsync(batches, static b => new ValueTask<bool>(b.MoveNext()), cancellationToken);
    }

    private LockLimits? LimitsAt(int level, LockLimits? limits) => levels.Take(level).Any(earlier => earlier.Count > 0) ? null : limits;

    private void Count(ModificationCommandBatch batch)
    {
        foreach (var command in batch.ModificationCommands)
        {
            RowsAffected += ((LegCommand)command).IsCopy || command.Entries[0].EntityType.IsGlobalIndex() ? 0 : 1;
        }
    }
}
