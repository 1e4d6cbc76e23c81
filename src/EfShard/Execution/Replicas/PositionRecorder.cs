using EfShard.Sessions;
using EfShard.Topology;

namespace EfShard.Execution.Replicas;

/// <summary>
///     Finds the positions that a session needs: of what it has written, from the primary after the commit, and of what it has read, from the
///     server that answered. Fails never: what stays unsettled makes a later read ask the primary.
/// </summary>
internal sealed class PositionRecorder(ShardConnectionSet connections, ShardSession session)
{
    private ShardTopology Topology => connections.Topology;

    /// <summary>A shard has been written, or may have been.</summary>
    public void Unsettle(int shard)
    {
        if (Topology.Shards[shard] is { Servers: not null } node)
        {
            session.Unsettle(node.Name, Topology.Replicas.Time.GetUtcNow());
        }
    }

    /// <inheritdoc cref="IShardConnections.KeepUnsettled" />
    public Action? KeepUnsettled(int shard)
        => Topology.Shards[shard] is { Servers: not null } node ? session.KeepUnsettled(node.Name, Topology.Replicas.Time.GetUtcNow()) : null;

    /// <summary>Asks the primary for the position of what has been written.</summary>
    public void SettleWrites(int shard)
    {
        if (connections.Watch is not { } watch || Topology.Shards[shard] is not { Servers: { } } node)
        {
            return;
        }

        var writes = session.WritesOf(node.Name);
        var primary = connections.Primary(shard);
        try
        {
            primary.Open();
            try
            {
                var run = watch.ProbeOf(node, primary.Link!.Server, primary).Observe(primary.DbConnection);
                session.Settle(node.Name, run.Position, writes);
            }
            finally
            {
                primary.Close();
            }
        }
        catch (Exception)
        {
            // The write is done, whatever happens here. It stays unsettled: the next read that needs the position asks again.
        }
    }

    /// <inheritdoc cref="SettleWrites" />
    public async ValueTask SettleWritesAsync(int shard)
    {
        if (connections.Watch is not { } watch || Topology.Shards[shard] is not { Servers: { } } node)
        {
            return;
        }

        var writes = session.WritesOf(node.Name);
        var primary = connections.Primary(shard);
        try
        {
            await primary.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            try
            {
                var probe = watch.ProbeOf(node, primary.Link!.Server, primary);
                var run = await probe.ObserveAsync(primary.DbConnection, CancellationToken.None).ConfigureAwait(false);
                session.Settle(node.Name, run.Position, writes);
            }
            finally
            {
                await primary.CloseAsync().ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // The write is done, whatever happens here. It stays unsettled: the next read that needs the position asks again.
        }
    }

    /// <summary>Asks the servers that were read what they have now: they had no more then.</summary>
    public void SettleReads(int shard) => ReadSettlement.Settle(Topology, Topology.Shards[shard], session, connections.Watch);

    /// <inheritdoc cref="SettleReads" />
    public ValueTask SettleReadsAsync(int shard, CancellationToken cancellationToken)
        => ReadSettlement.SettleAsync(Topology, Topology.Shards[shard], session, connections.Watch, cancellationToken);

    /// <summary>
    ///     Finds the positions that are not known, of the shards that the session names: one that it only may have written is asked when it is read.
    /// </summary>
    public void SettleAll()
    {
        foreach (var node in Named())
        {
            if (session[node.Name].IsUnsettled)
            {
                SettleWrites(node.Index);
            }

            SettleReads(node.Index);
        }
    }

    /// <inheritdoc cref="SettleAll" />
    public async Task SettleAllAsync(CancellationToken cancellationToken)
    {
        foreach (var node in Named())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (session[node.Name].IsUnsettled)
            {
                await SettleWritesAsync(node.Index).ConfigureAwait(false);
            }

            await SettleReadsAsync(node.Index, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The session as a text.</summary>
    public string Write() => SessionToken.Write(session.Marks, SessionToken.KeyOf(Topology));

    /// <summary>Takes over a session from its text.</summary>
    public void Read(string token) => SessionToken.AddTo(session, token, SessionToken.KeyOf(Topology));

    private IEnumerable<ShardNode> Named()
    {
        foreach (var shard in session.Marks.Marks.Select(m => m.Key).Union(session.UnsettledReads, StringComparer.Ordinal))
        {
            if (Topology.TryGetShard(shard, out var node))
            {
                yield return node;
            }
        }
    }
}
