using System.Data.Common;

namespace EfShard.Providers;

/// <summary>The statements of two-phase commit, for databases that can prepare a transaction. docs/commit-protocol.md says what they are for.</summary>
internal abstract class TwoPhaseDialect
{
    /// <summary>The table of records.</summary>
    public const string TableName = "__EFShardTransactions";

    /// <summary>Makes the table of records where it is missing.</summary>
    public abstract string CreateTableSql { get; }

    /// <summary>How many transactions the server can hold prepared; -1 when there is no table of records.</summary>
    public abstract string CapacitySql { get; }

    /// <summary>What an administrator does about a server that can prepare none.</summary>
    public abstract string CapacityAdvice { get; }

    /// <summary>In the decider's transaction: locks the id, whose lock is @key, until the transaction ends.</summary>
    public abstract string LockSql { get; }

    /// <summary>
    ///     In the decider's transaction: locks the id until the transaction ends, and inserts the record. Parameters @id, @key (the lock's number)
    ///     and @shards (an array of names).
    /// </summary>
    public abstract string RecordSql { get; }

    /// <summary>Above zero when the server is a standby, which sees neither locks nor what is prepared.</summary>
    public abstract string IsStandbySql { get; }

    /// <summary>Whether the lock on @key is free: taken for the rest of the transaction, beside others who ask. Never on a standby, which does not know.</summary>
    public abstract string TryLockSql { get; }

    /// <summary>Above zero when there is a record of @id.</summary>
    public abstract string HasRecordSql { get; }

    /// <summary>Ends the connections, other than this one, whose transactions hold the lock on @key as a decider's.</summary>
    public abstract string FenceSql { get; }

    /// <summary>How many of those wait for what the shard @shard has decided; all of them where @all is true.</summary>
    public abstract string CountPreparedSql { get; }

    /// <summary>The prepared transactions of this database by EfShard: name and age in seconds.</summary>
    public abstract string ListPreparedSql { get; }

    /// <summary>The records that nobody has finished: id, names of the shards, age in seconds.</summary>
    public abstract string ListRecordsSql { get; }

    /// <summary>Deletes the records of @ids (an array). It need not be durable.</summary>
    public abstract string ForgetSql { get; }

    /// <summary>Notes that the transaction @id is committed everywhere.</summary>
    public abstract string FinishSql { get; }

    /// <summary>Deletes the records that were finished more than @days ago.</summary>
    public abstract string PurgeSql { get; }

    /// <summary>Prepares the open transaction.</summary>
    public abstract string Prepare(string name);

    public abstract string CommitPrepared(string name);

    public abstract string RollbackPrepared(string name);

    /// <summary>Makes statements of the open transaction wait at most so long for a lock; a shorter limit of the application's stays.</summary>
    public abstract string LimitLockWaits(TimeSpan limit);

    /// <summary>Whether the error says that no transaction is prepared under the name.</summary>
    public abstract bool IsUnknownName(Exception error);

    /// <summary>Whether the error says that somebody else is ending the prepared transaction at this moment.</summary>
    public abstract bool IsBusyName(Exception error);

    /// <summary>Whether the server itself refused the statement, so that its transaction is rolled back for certain.</summary>
    public abstract bool IsRefusal(Exception error);

    /// <summary>A closed connection to the same database, from the same pool.</summary>
    public abstract DbConnection Clone(DbConnection connection);
}
