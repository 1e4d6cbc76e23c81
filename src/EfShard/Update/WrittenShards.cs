using EfShard.Topology;

namespace EfShard.Update;

/// <summary>Tells the context's session what has become of the shards that a transaction has written, so that its reads see it.</summary>
internal sealed class WrittenShards(IShardConnections connections, TransactionMarks marks)
{
    /// <summary>Written or perhaps written: also after a failure.</summary>
    public void Note()
    {
        foreach (var shard in marks.Writers)
        {
            connections.NoteWrite(shard);
        }
    }

    /// <summary>The commit has failed.</summary>
    /// <param name="exception">What the application will see.</param>
    /// <param name="mayBeCommitted">Whether it may have happened all the same.</param>
    public void Fail(Exception exception, bool mayBeCommitted)
    {
        foreach (var shard in marks.Writers)
        {
            connections.NoteFailure(shard, exception, mayBeCommitted);
        }
    }

    /// <summary>The commit has happened.</summary>
    /// <exception cref="CommitNotReplicatedException">But not on the synchronous replicas that it should have waited for.</exception>
    public void Settle()
    {
        foreach (var shard in marks.Writers)
        {
            connections.SettleWrites(shard);
        }

        RefuseUnreplicated();
    }

    /// <inheritdoc cref="Settle" />
    public async ValueTask SettleAsync()
    {
        foreach (var shard in marks.Writers)
        {
            await connections.SettleWritesAsync(shard).ConfigureAwait(false);
        }

        RefuseUnreplicated();
    }

    private void RefuseUnreplicated()
    {
        foreach (var shard in marks.Writers)
        {
            connections.RefuseUnreplicated(shard);
        }
    }
}
