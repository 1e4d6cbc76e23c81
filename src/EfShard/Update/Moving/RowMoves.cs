using EfShard.Model;
using EfShard.Model.Moving;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update.Moving;

/// <summary>
///     Comes in: a draft whose shards are known. Goes out: the rows that move, and the shard of each command that concerns one: as commands are sorted, what the move
///     needs (a new principal, a value that becomes free) comes before it. Next: <see cref="RowMover" />.
/// </summary>
internal static class RowMoves
{
    /// <summary>Finds the moves, and points commands of earlier levels to where their rows are then.</summary>
    /// <exception cref="CrossShardCommitException">The options have no commit for it that is atomic.</exception>
    /// <exception cref="ShardKeyException">Rows that live with it could not follow. Nothing has been sent.</exception>
    public static (IReadOnlyList<RowMove> Moves, IReadOnlyList<List<IReadOnlyModificationCommand>> Levels) Find(
        SaveDraft draft, int[] shards, Dictionary<IReadOnlyModificationCommand, int> shardOf, ShardTopology topology)
    {
        var ends = new Dictionary<IReadOnlyModificationCommand, (IUpdateEntry Mover, int From, int To)>();
        var model = ShardModel.Of(draft.Adapter.Model);
        for (var i = 0; i < draft.Moving.Count; i++)
        {
            var (command, mover) = draft.Moving[i];
            var (from, to) = (shards[draft.Commands.Count + i], shardOf[command]);
            if (from != to && command.Entries.Contains(mover) && WritesKey(command, model.GetPlacement(mover.EntityType)))
            {
                Demand(command, mover, model, topology);
                ends.Add(command, (mover, from, to));
            }
        }

        if (ends.Count == 0)
        {
            return ([], draft.Levels);
        }

        var levels = Split(draft.Levels, ends.ContainsKey);
        var levelOf = new Dictionary<IReadOnlyModificationCommand, int>();
        for (var level = 0; level < levels.Count; level++)
        {
            levels[level].ForEach(command => levelOf.Add(command, level));
        }

        var moves = ends.ToDictionary(pair => pair.Value.Mover, pair => new RowMove(pair.Key, pair.Value.Mover, pair.Value.From, pair.Value.To, levelOf[pair.Key]));
        var groups = MoveGroup.Of(moves.Values, model);
        foreach (var group in groups)
        {
            foreach (var move in group.Moves)
            {
                moves[move.Entry] = move with { Group = group };
            }
        }

        foreach (var (command, mover) in draft.Moving)
        {
            if (moves.TryGetValue(mover, out var move)
                && levelOf[command] < (move.Group is { } group && command.Table is ITable table && group.Common.Contains(table) ? group.Level : move.Level))
            {
                shardOf[command] = move.From;
            }
        }

        return ([.. moves.Values.OrderBy(move => move.Level)], levels);
    }

    /// <summary>Has each row that moves begin a level: also within a level, what comes first may be what it needs.</summary>
    private static List<List<IReadOnlyModificationCommand>> Split(
        IReadOnlyList<List<IReadOnlyModificationCommand>> levels, Func<IReadOnlyModificationCommand, bool> moves)
    {
        var split = new List<List<IReadOnlyModificationCommand>>();
        foreach (var level in levels)
        {
            var isFirst = true;
            foreach (var command in level)
            {
                if (isFirst || moves(command))
                {
                    split.Add([]);
                }

                split[^1].Add(command);
                isFirst = false;
            }
        }

        return split;
    }

    private static bool WritesKey(IReadOnlyModificationCommand command, EntityPlacement placement)
        => command.ColumnModifications.Any(column => column.IsWrite && placement.Key.Any(component => component.Property == column.Property));

    private static void Demand(IReadOnlyModificationCommand command, IUpdateEntry mover, ShardModel model, ShardTopology topology)
    {
        if (topology.CrossShardCommit is not (CrossShardCommit.TwoPhase or CrossShardCommit.Atomic))
        {
            throw new CrossShardCommitException(UpdateErrors.MoveNotAtomic(mover.EntityType));
        }

        if (command is not { Table: { } table, StoreStoredProcedure: null } || command.EntityState is not EntityState.Modified)
        {
            throw new ShardKeyException(UpdateErrors.ChangedKey(model.GetPlacement(mover.EntityType)));
        }

        if (MovePlan.Of(mover.EntityType, table, model).Refusal is { } refusal)
        {
            throw new ShardKeyException(refusal);
        }
    }
}
