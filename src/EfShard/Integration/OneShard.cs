using EfShard.Execution.Tracing;

namespace EfShard.Integration;

/// <summary>Runs a statement that changes rows of one shard, and tells the session that something was written there.</summary>
internal static class OneShard
{
    public static int Write(ShardedConnection connection, int shard, Func<int> write)
    {
        var isSent = true;
        try
        {
            var changed = LegTrace.IsWatched ? LegTrace.Write(connection.Connections.Topology.Shards[shard], write) : write();
            RefuseUnreplicated(connection, shard);
            return changed;
        }
        catch (Exception exception)
        {
            isSent = connection.Connections.NoteFailure(shard, exception, isCommitted: connection.Transaction is null);
            throw;
        }
        finally
        {
            if (isSent)
            {
                connection.Connections.NoteWrite(shard);
                if (connection.Transaction is null)
                {
                    connection.Connections.SettleWrites(shard);
                }
            }
        }
    }

    /// <inheritdoc cref="Write" />
    public static async Task<int> WriteAsync(ShardedConnection connection, int shard, Func<Task<int>> write)
    {
        var isSent = true;
        try
        {
            var changed = await (LegTrace.IsWatched ? LegTrace.WriteAsync(connection.Connections.Topology.Shards[shard], write) : write()).ConfigureAwait(false);
            RefuseUnreplicated(connection, shard);
            return changed;
        }
        catch (Exception exception)
        {
            isSent = connection.Connections.NoteFailure(shard, exception, isCommitted: connection.Transaction is null);
            throw;
        }
        finally
        {
            if (isSent)
            {
                connection.Connections.NoteWrite(shard);
                if (connection.Transaction is null)
                {
                    await connection.Connections.SettleWritesAsync(shard).ConfigureAwait(false);
                }
            }
        }
    }

    private static void RefuseUnreplicated(ShardedConnection connection, int shard)
    {
        if (connection.Transaction is null)
        {
            connection.Connections.RefuseUnreplicated(shard);
        }
    }
}
