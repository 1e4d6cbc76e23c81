using EfShard.Execution;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>One shard's part of a save over several shards. Its batches are made while they are executed, so that memory does not grow with rows.</summary>
internal sealed class SaveLeg(int shard, IReadOnlyList<List<LegCommand>> levels, Func<int, IEnumerable<ModificationCommandBatch>> batchesOfLevel)
{
    public int Shard { get; } = shard;

    /// <summary>The rows written so far, as EF Core counts them; the copies of a reference table's rows count once, on the first shard.</summary>
    public int RowsAffected { get; private set; }

    public IEnumerable<LegCommand> Commands => levels.SelectMany(level => level);

    public bool HasWork(int level) => levels[level].Count > 0;

    /// <summary>Executes one level's batches one after the other.</summary>
    public void Execute(int level, IRelationalConnection connection, LegGate gate)
    {
        using var batches = batchesOfLevel(level).GetEnumerator();
        while (gate.Run(batches, static b => b.MoveNext()))
        {
            batches.Current.Execute(connection);
            Count(batches.Current);
        }
    }

    /// <inheritdoc cref="Execute" />
    public async Task ExecuteAsync(int level, IRelationalConnection connection, LegGate gate, CancellationToken cancellationToken)
    {
        using var batches = batchesOfLevel(level).GetEnumerator();

        // To make a batch is to log it.
        while (await gate.RunAsync(batches, static b => new ValueTask<bool>(b.MoveNext()), cancellationToken).ConfigureAwait(false))
        {
            await batches.Current.ExecuteAsync(connection, cancellationToken).ConfigureAwait(false);
            Count(batches.Current);
        }
    }

    private void Count(ModificationCommandBatch batch)
    {
        foreach (var command in batch.ModificationCommands)
        {
            RowsAffected += ((LegCommand)command).IsCopy || command.Entries[0].EntityType.IsGlobalIndex() ? 0 : 1;
        }
    }
}
