using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Topology;

/// <summary>A context's connections to its shards, each made when first asked for. Scoped.</summary>
internal interface IShardConnections
{
    ShardTopology Topology { get; }

    /// <summary>The provider's own connection, pointed at the shard's primary; opening it verifies the shard's map.</summary>
    IRelationalConnection this[int shard] { get; }

    /// <summary>Whether the shards of the open transaction are on one connection, which does one thing at a time.</summary>
    bool AreAttached { get; }

    /// <summary>Whether interceptors of the application's are called while legs run.</summary>
    bool HasInterceptors { get; }

    /// <summary>The schema in which the connection to a shard sees its tables; <see langword="null" /> if it sees no others.</summary>
    string? SchemaOf(int shard);

    /// <summary>
    ///     A shard has been written, or may have been: reads of the session that must see it ask the primary until <see cref="SettleWrites" /> has
    ///     found the position. Does nothing for a shard without replicas.
    /// </summary>
    void NoteWrite(int shard);

    /// <summary>A write to a shard has failed: if that is because its primary was lost, the exception is told what is known of the write.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="exception">What the write threw.</param>
    /// <param name="isCommitted">Whether a commit may have been sent; without one the database rolls back what it was sent.</param>
    /// <returns>Whether anything may have been sent: else nobody was met who could have changed what the session is to see.</returns>
    bool NoteFailure(int shard, Exception exception, bool isCommitted);

    /// <summary>What has been written to a shard outside of a transaction, or in one that is now committed, must not be called done if a failover would lose it.</summary>
    /// <exception cref="CommitNotReplicatedException">The wait for the synchronous replicas was ended before they had it.</exception>
    void RefuseUnreplicated(int shard);

    /// <summary>Asks the primary for the position of what has been written, after the commit. Never fails.</summary>
    void SettleWrites(int shard);

    /// <inheritdoc cref="SettleWrites" />
    ValueTask SettleWritesAsync(int shard);

    /// <summary>
    ///     A shard's part of a commit that has happened is still to be done: until it is, no position of the shard's contains it, and its writes stay
    ///     unsettled.
    /// </summary>
    /// <returns>To be called once the part is done, from any thread; <see langword="null" /> for a shard without replicas.</returns>
    Action? KeepUnsettled(int shard);

    /// <summary>Makes one more connection to a shard's primary, beside the context's own; the caller disposes it.</summary>
    IRelationalConnection CreateApart(int shard);

    /// <summary>
    ///     Asks the servers of a shard with replicas who is the primary, for what connects by <see cref="CreateUnverified" />: the options may name one that has been
    ///     demoted since. Does nothing for a shard without replicas.
    /// </summary>
    void FindPrimary(int shard);

    /// <inheritdoc cref="FindPrimary" />
    Task FindPrimaryAsync(int shard, CancellationToken cancellationToken);

    /// <summary>A fresh provider connection to the primary for schema work, whose opening verifies nothing; the caller disposes it.</summary>
    /// <exception cref="ShardUnavailableException">The servers have been asked, and none of them is the primary.</exception>
    IRelationalConnection CreateUnverified(int shard);
}
