using System.Data.Common;
using EfShard.Execution.Gathering;
using EfShard.Execution.Tracing;
using EfShard.Model;
using EfShard.Model.Moving;
using EfShard.Providers.Moving;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update.Moving;

/// <summary>
///     Moves rows before the commands of a level. A row goes as it is in the database, with those of the entry's new values that foreign keys and unique indexes could
///     look at; EF Core's own update of it then runs on the new shard, and finds there whether somebody else has changed or moved the row meanwhile.
/// </summary>
internal sealed class RowMover(IShardConnections connections, RowCopy copy, ISqlGenerationHelper names)
{
    /// <summary>Moves the rows of a level.</summary>
    /// <exception cref="DbUpdateException">The database refused: what the row points to is not on its new shard, for instance.</exception>
    public void Move(RoutedSave save, int level)
    {
        foreach (var move in save.Moves.Where(move => move.Level == level))
        {
            LegTrace.Step(connections.Topology.Shards[move.To], "move", () => Completed.Result(RunAsync(move, isAsync: false, CancellationToken.None)));
        }
    }

    /// <inheritdoc cref="Move" />
    public async Task MoveAsync(RoutedSave save, int level, CancellationToken cancellationToken)
    {
        foreach (var move in save.Moves.Where(move => move.Level == level))
        {
            await LegTrace.StepAsync(connections.Topology.Shards[move.To], "move", () => RunAsync(move, isAsync: true, cancellationToken).AsTask()).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> RunAsync(RowMove move, bool isAsync, CancellationToken cancellationToken)
    {
        try
        {
            if (move.Group is not { } group)
            {
                await copy.RunAsync(OrderOf(move, 0), isAsync, cancellationToken).ConfigureAwait(false);
                return true;
            }

            group.Orders.Add(OrderOf(move, group.Orders.Count));
            await copy.CopyAsync(group.Orders[^1], group.Common, isAsync, cancellationToken).ConfigureAwait(false);
            if (group.Orders.Count == group.Moves.Count)
            {
                await copy.EndAsync(group.Orders, group.Common, isAsync, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception failure) when (failure is DbException or MoveException)
        {
            throw new DbUpdateException(UpdateErrors.MoveFailed(move, connections.Topology), failure, [move.Entry]);
        }
    }

    private MoveOrder OrderOf(RowMove move, int number)
    {
        var modifications = move.Command.ColumnModifications;
        var model = ShardModel.Of((Microsoft.EntityFrameworkCore.Metadata.IModel)move.Entry.EntityType.Model);
        return new MoveOrder
        {
            Plan = MovePlan.Of(move.Entry.EntityType, (Microsoft.EntityFrameworkCore.Metadata.ITable)move.Command.Table!, model),
            Key = [.. modifications.Where(column => column is { IsKey: true, IsCondition: true }).Select((column, i) => ValueOf(column, $"k{number}_{i}", column.OriginalValue))],
            Changes = [.. modifications.Where(IsCarried).Select((column, i) => ValueOf(column, $"n{i}", column.Value))],
            From = EndOf(move.From),
            To = EndOf(move.To),
            Names = names,
        };
    }

    // Tokens are compared by the update, and parts of documents are changed by it.
    private static bool IsCarried(IColumnModification column) => column is { IsWrite: true, IsKey: false, IsCondition: false, JsonPath: null };

    private static MoveValue ValueOf(IColumnModification column, string parameter, object? value)
        => new(column.ColumnName, parameter, value, column.TypeMapping!, column.IsNullable ?? true);

    private MoveEnd EndOf(int shard)
    {
        var connection = connections[shard];
        return new MoveEnd(connection.DbConnection, connection.CurrentTransaction!.GetDbTransaction(), connections.SchemaOf(shard), connection.CommandTimeout);
    }
}
