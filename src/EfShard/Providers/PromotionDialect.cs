using System.Data.Common;
using EfShard.Topology;

namespace EfShard.Providers;

/// <summary>What makes a replica the primary, in a database's statements.</summary>
internal abstract class PromotionDialect
{
    /// <summary>Tries to take a standby's lease, held until the connection ends or <see cref="ReleaseAsync" />.</summary>
    public abstract Task<bool> TryLeaseAsync(DbConnection standby, string shard, CancellationToken cancellationToken);

    /// <summary>Gives it back.</summary>
    public abstract Task ReleaseAsync(DbConnection standby, string shard, CancellationToken cancellationToken);

    /// <summary>Asks a standby for its state; it fails if the lease that was held over the connection is lost.</summary>
    public abstract Task<StandbyState> AskAsync(DbConnection standby, ShardServer server, bool isLeased, CancellationToken cancellationToken);

    /// <summary>Has a standby follow another server from now on.</summary>
    /// <param name="standby">The standby.</param>
    /// <param name="source">The server that it is to follow: a standby too, or a primary.</param>
    /// <param name="address">Where that server is.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public abstract Task FollowAsync(DbConnection standby, DbConnection source, ServerAddress address, CancellationToken cancellationToken);

    /// <summary>Whom a standby is told to follow, as host and port; <see langword="null" /> if nobody.</summary>
    public abstract Task<ServerAddress?> SourceOfAsync(DbConnection standby, CancellationToken cancellationToken);

    /// <summary>Makes a standby the primary, once it has replayed all that it has received.</summary>
    /// <returns>Whether it is one now.</returns>
    public abstract Task<bool> PromoteAsync(DbConnection standby, CancellationToken cancellationToken);
}
