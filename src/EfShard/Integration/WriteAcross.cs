using System.Data;
using EfShard.Execution;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Integration;

/// <summary>Runs a statement that changes rows of several shards: in the open transaction, or in one of its own.</summary>
internal static class WriteAcross
{
    /// <exception cref="CrossShardCommitException">The options do not allow writes over several shards. Nothing has been sent.</exception>
    public static int[] Run(ShardedConnection connection, ShardSet shards, Func<int[]> write)
    {
        WriteErrors.RefuseUnlessAllowed(shards, connection.Connections.Topology);
        using var serialized = connection.SerializeLegs();
        if (connection.Transaction is { } open)
        {
            connection.Enlist(shards, isWrite: true);
            try
            {
                return write();
            }
            catch
            {
                // On one database it would have changed all rows or none, and the application may yet commit.
                open.Marks.Tear();
                throw;
            }
        }

        using var transaction = connection.Start(IsolationLevel.Unspecified);
        connection.Enlist(shards, isWrite: true);
        var affected = write();
        transaction.Commit();
        return affected;
    }

    /// <inheritdoc cref="Run" />
    public static async Task<int[]> RunAsync(ShardedConnection connection, ShardSet shards, Func<Task<int[]>> write, CancellationToken cancellationToken)
    {
        WriteErrors.RefuseUnlessAllowed(shards, connection.Connections.Topology);
        using var serialized = connection.SerializeLegs();
        if (connection.Transaction is { } open)
        {
            await connection.EnlistAsync(shards, isWrite: true, cancellationToken).ConfigureAwait(false);
            try
            {
                return await write().ConfigureAwait(false);
            }
            catch
            {
                open.Marks.Tear();
                throw;
            }
        }

        var transaction = connection.Start(IsolationLevel.Unspecified);
        await using (transaction.ConfigureAwait(false))
        {
            await connection.EnlistAsync(shards, isWrite: true, cancellationToken).ConfigureAwait(false);
            var affected = await write().ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return affected;
        }
    }
}
