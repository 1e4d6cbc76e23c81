using System.Text;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Schema.Migrations;

/// <summary>
///     Writes migrations as SQL scripts, one a shard under a comment that names it, or one for all where they are the same. A script does not
///     write the shards' maps.
/// </summary>
internal sealed class MigrationScript(MigrationCommands commands, IHistoryRepository history, ISqlGenerationHelper sql)
{
    public string Write(ShardTopology topology, IReadOnlyList<MigrationStep> steps, bool fromNothing, MigrationsSqlGenerationOptions options)
    {
        var scripts = topology.Attached.Select(node => (node.Name, Text: WriteShard(node, steps, fromNothing, options))).ToList();
        return scripts.TrueForAll(script => script.Text == scripts[0].Text)
            ? $"-- For each shard: {string.Join(", ", topology.Attached)}{Environment.NewLine}{Environment.NewLine}{scripts[0].Text}"
            : string.Concat(scripts.Select(script => $"-- Shard {script.Name}{Environment.NewLine}{Environment.NewLine}{script.Text}{Environment.NewLine}"));
    }

    private string WriteShard(ShardNode node, IReadOnlyList<MigrationStep> steps, bool fromNothing, MigrationsSqlGenerationOptions options)
    {
        var script = new StringBuilder();
        if (fromNothing)
        {
            script.Append(history.GetCreateIfNotExistsScript()).Append(sql.BatchTerminator);
        }

        foreach (var step in steps)
        {
            WriteStep(script, node, step, options);
        }

        return script.ToString();
    }

    private void WriteStep(StringBuilder script, ShardNode node, MigrationStep step, MigrationsSqlGenerationOptions options)
    {
        var isIdempotent = options.HasFlag(MigrationsSqlGenerationOptions.Idempotent);
        var begin = !isIdempotent ? null : step.IsRevert ? history.GetBeginIfExistsScript(step.Id) : history.GetBeginIfNotExistsScript(step.Id);
        var inTransaction = false;
        foreach (var command in commands.For(node, step, history, options | MigrationsSqlGenerationOptions.Script).Commands)
        {
            if (!options.HasFlag(MigrationsSqlGenerationOptions.NoTransactions) && inTransaction == command.TransactionSuppressed)
            {
                EndTransaction(script, inTransaction);
                inTransaction = !inTransaction;
                if (inTransaction)
                {
                    script.AppendLine(sql.StartTransactionStatement);
                }
            }

            if (begin is null)
            {
                script.Append(command.CommandText);
            }
            else
            {
                script.AppendLine(begin).AppendLine(command.CommandText).Append(history.GetEndIfScript());
            }

            script.Append(inTransaction ? Environment.NewLine : sql.BatchTerminator);
        }

        EndTransaction(script, inTransaction);
    }

    private void EndTransaction(StringBuilder script, bool inTransaction)
    {
        if (inTransaction)
        {
            script.AppendLine(sql.CommitTransactionStatement).Append(sql.BatchTerminator);
        }
    }
}
