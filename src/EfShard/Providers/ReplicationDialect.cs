using System.Data.Common;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Providers;

/// <summary>What a database that knows log positions can be asked about its replication.</summary>
internal abstract class ReplicationDialect
{
    /// <summary>What makes a replica the primary.</summary>
    public abstract PromotionDialect Promotion { get; }

    /// <summary>One row for <see cref="Read" />, from a primary or a standby.</summary>
    public abstract string ObserveSql { get; }

    /// <summary>Has the database hold the transaction that has just begun to reading.</summary>
    public abstract string ReadOnlySql { get; }

    /// <summary>Reads the row of <see cref="ObserveSql" />.</summary>
    public abstract ServerObservation Read(DbDataReader row);

    /// <summary>
    ///     An object that stays the same as long as the physical connection behind an open connection does: pools hand one physical connection
    ///     to many, and what was seen of a server holds for its physical connections only.
    /// </summary>
    public abstract object PhysicalOf(DbConnection open);

    /// <summary>Makes connections to a server for work beside any context, as a context's connection would be made.</summary>
    /// <param name="connection">A connection of a context; the result does not keep it.</param>
    /// <param name="endpoint">The server.</param>
    public abstract Func<DbConnection> Opener(IRelationalConnection connection, ShardEndpoint endpoint);

    /// <summary>
    ///     Has somebody told when a commit on a connection did not wait until its synchronous replicas had it, though it should have: the wait was ended by a
    ///     time-out or a cancellation, and the database calls the commit a success all the same.
    /// </summary>
    public abstract void OnUnreplicated(DbConnection connection, Action told);

    /// <summary>What a failure says about the server.</summary>
    public abstract ServerFailure Classify(Exception exception);
}
