using System.Data.Common;
using EfShard.Execution.Replicas;
using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Commit;

/// <summary>
///     Opens plain connections to whoever is the primary of a shard at that moment. Standbys know nothing of locks and are late with records, and a former primary that came back
///     knows only what was: a decision that is read there, or a part that is committed there, is none.
/// </summary>
/// <param name="shard">The shard.</param>
/// <param name="like">Makes a closed connection to the server that was the primary, from the same pool.</param>
/// <param name="watch">Knows the servers of shards that have several; <see langword="null" /> where none does.</param>
/// <param name="asksAll">Whether to ask all of these who they are before one is chosen; else the caller has.</param>
internal sealed class PrimaryDoor(ShardNode shard, Func<DbConnection> like, ReplicaWatch? watch, bool asksAll = true)
{
    private bool HasSeveral => shard.Servers is not null && watch is not null;

    /// <summary>Opens a connection.</summary>
    /// <exception cref="ShardUnavailableException">Nobody is known to be the primary, or the one that was has been replaced.</exception>
    public DbConnection Open()
    {
        if (HasSeveral && asksAll)
        {
            watch!.AskAgain(shard);
        }

        var (probe, connection) = Choose();
        try
        {
            connection.Open();
            if (probe is not null && !shard.Servers!.MayWrite(probe.Server, probe.Observe(connection)))
            {
                throw CommitErrors.NoPrimary(shard);
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="Open" />
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (HasSeveral && asksAll)
        {
            await watch!.AskAgainAsync(shard, cancellationToken).ConfigureAwait(false);
        }

        var (probe, connection) = Choose();
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (probe is not null && !shard.Servers!.MayWrite(probe.Server, await probe.ObserveAsync(connection, cancellationToken).ConfigureAwait(false)))
            {
                throw CommitErrors.NoPrimary(shard);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private (ServerProbe? Probe, DbConnection Closed) Choose()
        => !HasSeveral ? (null, like())
            : shard.Servers!.Current.Primary is { } primary && watch!.FindProbe(primary) is { } probe ? (probe, probe.Connect())
            : throw CommitErrors.NoPrimary(shard);
}
