using EfShard.Update.Moving;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>A save whose shards are known: nothing, or one shard's batches, or several shards' legs. Next: <see cref="ShardedBatchExecutor" />.</summary>
internal sealed class RoutedSave
{
    /// <summary>The shards that are written, as indexes into the topology, ascending.</summary>
    public required IReadOnlyList<int> Shards { get; init; }

    /// <summary>One shard's batches, made while they are executed, as EF Core does it.</summary>
    public IEnumerable<ModificationCommandBatch> Batches { get; init; } = [];

    /// <summary>How many of the rows in <see cref="Batches" /> the application does not know of: entries of global indexes.</summary>
    public int Uncounted { get; init; }

    /// <summary>Several shards' work, in the order of <see cref="Shards" />.</summary>
    public IReadOnlyList<SaveLeg> Legs { get; init; } = [];

    /// <summary>The rows that go from one shard to another, in the order in which they do.</summary>
    public IReadOnlyList<RowMove> Moves { get; init; } = [];

    /// <summary>How many levels there are; all legs finish one before any begins the next.</summary>
    public int LevelCount { get; init; }

    /// <summary>Whether the legs' batches may be made side by side.</summary>
    public bool AreIndependent { get; init; }

    /// <summary>Whether rows of reference tables are among those that are written.</summary>
    public bool HasReferenceRows { get; init; }

    /// <summary>The names of the entities that are written, for errors.</summary>
    public IReadOnlyList<string> EntityNames
        => Legs.SelectMany(leg => leg.Commands).SelectMany(command => command.Entries)
            .Select(entry => entry.EntityType.DisplayName())
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();

    /// <summary>The entries whose rows are on some shards, each once.</summary>
    public IReadOnlyList<IUpdateEntry> EntriesOn(IReadOnlyCollection<int> shards)
        => Legs.Where(leg => shards.Contains(leg.Shard)).SelectMany(leg => leg.Commands).SelectMany(command => command.Entries).Distinct().ToArray();
}
