#pragma warning disable EF1001 // The commands of a save and their order are made here and nowhere else; they have no public seam after them.
using EfShard.Execution;
using EfShard.Infrastructure;
using EfShard.Model;
using EfShard.Providers;
using EfShard.Topology;
using EfShard.Update.Moving;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.EntityFrameworkCore.Update.Internal;
using Microsoft.Extensions.Logging;

namespace EfShard.Update;

/// <summary>
///     Comes in: the entries of one save. Goes out: <see cref="ShardedBatches" />, and, when <see cref="ShardedBatchExecutor" /> asks, EF Core's
///     own commands in EF Core's own order, apart for each shard. One shard's batches are what EF Core would have made.
/// </summary>
internal sealed class ShardedCommandBatchPreparer(
    CommandBatchPreparerDependencies dependencies, ShardPin pin, IShardConnections connections, IUpdateAdapterFactory adapters)
    : CommandBatchPreparer(dependencies with
    {
        ModificationCommandBatchFactory = new NamingBatchFactory(dependencies.ModificationCommandBatchFactory),
    })
{
    public PlaceLocator Locator => new(Topology, pin);

    public DatabaseDialect Dialect => ShardingOptionsExtension.DialectOf(Dependencies.Options);

    /// <summary>What a dry run does beside saving; <see langword="null" /> if it is none.</summary>
    public SaveRehearsal? Rehearsal => Topology.Planned is { } planned ? new SaveRehearsal(planned, pin) : null;

    private NamingBatchFactory Factory => (NamingBatchFactory)Dependencies.ModificationCommandBatchFactory;

    private ShardTopology Topology => ShardingOptionsExtension.TopologyOf(Dependencies.Options);

    public override IEnumerable<ModificationCommandBatch> BatchCommands(IList<IUpdateEntry> entries, IUpdateAdapter updateAdapter)
        => new ShardedBatches(this, entries, updateAdapter);

    /// <summary>Makes the commands, orders them and finds where their rows belong.</summary>
    public SaveDraft Draft(IList<IUpdateEntry> entries, IUpdateAdapter updateAdapter)
    {
        var names = CreateNames();
        var model = ShardModel.Of(updateAdapter.Model);
        Topology.Validate(model);
        var indexes = model.GlobalIndexes.Count == 0 ? null : new GlobalIndexSave(model, entries, () => adapters.CreateStandalone(updateAdapter.Model));
        entries = indexes is { Entries.Count: > 0 } ? [.. entries, .. indexes.Entries] : entries;
        var commands = CreateCommands(entries, updateAdapter, names);
        var (places, moving) = new RowPlaces(model, updateAdapter, pin).Of(commands);
        var areInserts = IndependentInserts.AreAll(commands);
        var levels = areInserts ? [IndependentInserts.Sort(commands, Dependencies.ModificationCommandComparer)] : TopologicalSort(commands);
        return new SaveDraft(entries, updateAdapter, names, commands, places, moving, levels, indexes, areInserts);
    }

    /// <summary>Whether making the commands' batches touches nothing that another leg touches: not the values that another reads back, and nobody who hears of it.</summary>
    private bool AreIndependent(SaveDraft draft)
        => draft.AreInserts && !draft.Commands.Any(command => command.ColumnModifications.Any(column => column.IsRead))
            && !IsAnybodyTold(RelationalEventId.BatchReadyForExecution) && !IsAnybodyTold(RelationalEventId.BatchSmallerThanMinBatchSize);

    private bool IsAnybodyTold(EventId id)
    {
        var logger = Dependencies.UpdateLogger;
        return logger.Logger.IsEnabled(LogLevel.Debug) || logger.DiagnosticSource.IsEnabled(id.Name!) || logger.DbContextLogger.ShouldLog(id, LogLevel.Debug);
    }

    /// <summary>Takes the commands apart by shard.</summary>
    /// <param name="draft">The commands.</param>
    /// <param name="shards">The shard of each of the draft's places, or <see cref="PlaceLocator.EveryShard" />.</param>
    public RoutedSave Route(SaveDraft draft, int[] shards)
    {
        var hasReferenceRows = shards.Contains(PlaceLocator.EveryShard);
        var touched = hasReferenceRows
            ? shards.Where(shard => shard != PlaceLocator.EveryShard).Concat(Topology.Attached.Select(s => s.Index)).Distinct().Order().ToArray()
            : shards.Distinct().Order().ToArray();
        ArchivedShards.Demand(Topology, ShardSet.Of(touched), isWrite: true);
        if (touched.Length < 2)
        {
            return new RoutedSave
            {
                Shards = touched,
                Batches = touched is [var only] ? Batches(draft.Levels, draft.Names, only) : [],
                Uncounted = draft.Indexes?.Entries.Count ?? 0,
            };
        }

        var shardOf = new Dictionary<IReadOnlyModificationCommand, int>(draft.Commands.Count);
        for (var i = 0; i < draft.Commands.Count; i++)
        {
            shardOf.Add(draft.Commands[i], shards[i]);
        }

        var (moves, levels) = RowMoves.Find(draft, shards, shardOf, Topology);
        draft = draft with { Levels = levels };
        var copies = hasReferenceRows ? CopyReferenceCommands(draft, shardOf, touched) : [];
        var areIndependent = copies.Count == 0 && AreIndependent(draft);
        return new RoutedSave
        {
            Shards = touched,
            LevelCount = draft.Levels.Count,
            HasReferenceRows = hasReferenceRows,
            Moves = moves,
            AreIndependent = areIndependent,
            Legs = CreateLegs(touched, draft, shardOf, copies, areIndependent),
        };
    }

    private SaveLeg[] CreateLegs(
        int[] touched,
        SaveDraft draft,
        Dictionary<IReadOnlyModificationCommand, int> shardOf,
        Dictionary<IReadOnlyModificationCommand, Dictionary<int, IReadOnlyModificationCommand>> copies,
        bool areIndependent)
    {
        var levelsOf = Array.ConvertAll(touched, _ => Array.ConvertAll(new int[draft.Levels.Count], _ => new List<LegCommand>()));
        for (var level = 0; level < draft.Levels.Count; level++)
        {
            foreach (var command in draft.Levels[level])
            {
                var shard = shardOf[command];
                if (shard != PlaceLocator.EveryShard)
                {
                    // Shards are ascending. One that is not among them is an error here: its command must not be left out.
                    levelsOf[Array.BinarySearch(touched, shard)][level].Add(new LegCommand(command, isCopy: false, Factory));
                    continue;
                }

                for (var i = 0; i < touched.Length; i++)
                {
                    levelsOf[i][level].Add(CommandOfShard(command, touched[i]));
                }
            }
        }

        return [.. touched.Select((shard, i) => CreateLeg(shard, levelsOf[i], areIndependent))];

        LegCommand CommandOfShard(IReadOnlyModificationCommand command, int shard)
            => copies.TryGetValue(command, out var copiesOf) && copiesOf.TryGetValue(shard, out var copy)
                ? new LegCommand(copy, isCopy: true, Factory)
                : new LegCommand(command, isCopy: false, Factory);
    }

    private SaveLeg CreateLeg(int shard, List<LegCommand>[] levels, bool areIndependent)
    {
        // Names are given by turns, so that each leg's batches count for themselves.
        var names = CreateNames();
        return new SaveLeg(shard, levels, BatchesOfLevel, areIndependent);

        IEnumerable<ModificationCommandBatch> BatchesOfLevel(int level)
            => Batches(levels[level], names, shard, moreLevels: levels.Skip(level + 1).Any(later => later.Count > 0), areIndependent);
    }

    /// <summary>
    ///     A command can be executed once, for its parameters are named once, and its values read back once: every shard after the first gets commands
    ///     of its own for the same entries. They are made after sorting, in which they would depend on each other.
    /// </summary>
    private Dictionary<IReadOnlyModificationCommand, Dictionary<int, IReadOnlyModificationCommand>> CopyReferenceCommands(
        SaveDraft draft, Dictionary<IReadOnlyModificationCommand, int> shardOf, int[] touched)
    {
        var model = ShardModel.Of(draft.Adapter.Model);
        var entries = draft.Entries.Where(entry => model.GetPlacement(entry.EntityType).Kind is TableKind.Reference).ToList();
        var originals = draft.Commands.Where(command => shardOf[command] == PlaceLocator.EveryShard).ToArray();
        var copies = originals.ToDictionary(command => command, _ => new Dictionary<int, IReadOnlyModificationCommand>());
        foreach (var shard in touched.Skip(1))
        {
            var ofShard = CreateCommands(entries, draft.Adapter, draft.Names);
            for (var i = 0; i < originals.Length; i++)
            {
                copies[originals[i]].Add(shard, ofShard[i]);
            }
        }

        return copies;
    }

    /// <summary>EF Core's commands, each once: those of entries that share a row come once for each entry.</summary>
    private List<IReadOnlyModificationCommand> CreateCommands(IList<IUpdateEntry> entries, IUpdateAdapter updateAdapter, ParameterNames names)
        => CreateModificationCommands(entries, updateAdapter, () => (NamingBatchFactory.Current ?? names).Next()).Distinct().ToList();

    private ParameterNames CreateNames() => new(Dependencies.ParameterNameGeneratorFactory.Create());

    private IEnumerable<ModificationCommandBatch> Batches(IReadOnlyList<List<IReadOnlyModificationCommand>> levels, ParameterNames names, int shard)
        => Enumerable.Range(0, levels.Count).SelectMany(level => Batches(levels[level], names, shard, moreLevels: level < levels.Count - 1));

    private IEnumerable<ModificationCommandBatch> Batches(
        IEnumerable<IReadOnlyModificationCommand> level, ParameterNames names, int shard, bool moreLevels, bool areIndependent = false)
    {
        names.BeginLevel();
        using var batches = CreateCommandBatches(level, moreLevels).GetEnumerator();
        while (MoveNext())
        {
            yield return batches.Current;
        }

        bool MoveNext()
        {
            if (areIndependent)
            {
                return Make();
            }

            // A batch is made of the entries' values, which another leg may be writing.
            lock (Factory)
            {
                return Make();
            }
        }

        bool Make() => NamingBatchFactory.Make(names, () => TableSchema.Write(connections.SchemaOf(shard), batches, static b => b.MoveNext()));
    }
}
