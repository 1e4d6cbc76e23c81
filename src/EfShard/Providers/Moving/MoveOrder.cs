using System.Data.Common;
using EfShard.Model.Moving;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Providers.Moving;

/// <summary>One row to move, with those that follow it, inside of transactions that are open on both shards.</summary>
internal sealed class MoveOrder
{
    /// <summary>The tables with rows that move.</summary>
    public required MovePlan Plan { get; init; }

    /// <summary>The primary key of the row that moves by itself, which is in the plan's first table.</summary>
    public required IReadOnlyList<MoveValue> Key { get; init; }

    /// <summary>Values that the row gets on the way: those that a constraint of the new shard might look at before the update that follows.</summary>
    public required IReadOnlyList<MoveValue> Changes { get; init; }

    /// <summary>How many rows of each of the plan's tables were copied.</summary>
    public long[] Copied => field ??= new long[Plan.Tables.Count];

    /// <summary>Others that move between the same shards in the same save, where a table's rows may follow any of them.</summary>
    public IReadOnlyList<MoveOrder> Together { get; init; } = [];

    /// <summary>The shard that the rows leave.</summary>
    public required MoveEnd From { get; init; }

    /// <summary>The shard that they go to.</summary>
    public required MoveEnd To { get; init; }

    /// <summary>Writes the names of tables and columns.</summary>
    public required ISqlGenerationHelper Names { get; init; }

    /// <summary>The same order for rows that follow others, too.</summary>
    public MoveOrder With(IReadOnlyList<MoveOrder> others)
        => new() { Plan = Plan, Key = Key, Changes = Changes, From = From, To = To, Names = Names, Together = others };

    /// <summary>A command at one end, with the key and, where it writes the moving row, the values that change.</summary>
    public DbCommand Command(MoveEnd end, string sql, bool hasKey, bool hasChanges)
    {
        var command = end.Connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = end.Transaction;
        if (end.CommandTimeout is { } seconds)
        {
            command.CommandTimeout = seconds;
        }

        foreach (var value in (hasKey ? Key.Concat(Together.SelectMany(order => order.Key)) : []).Concat(hasChanges ? Changes : []))
        {
            command.Parameters.Add(value.Mapping.CreateParameter(command, Names.GenerateParameterName(value.Parameter), value.Value, value.IsNullable));
        }

        return command;
    }
}
