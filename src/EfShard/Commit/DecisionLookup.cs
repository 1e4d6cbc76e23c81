using System.Buffers.Binary;
using System.Data;
using System.Data.Common;
using System.Globalization;
using EfShard.Providers;

namespace EfShard.Commit;

/// <summary>
///     Asks a decider what it has decided. The lock first: while the deciding transaction lives it is held, and nobody knows. Free, the record is
///     there or never will be.
/// </summary>
internal sealed class DecisionLookup(TwoPhaseDialect dialect)
{
    // A snapshot for each statement: with one for the whole transaction, a commit between it and the lock would stay unseen.
    private const IsolationLevel Isolation = IsolationLevel.ReadCommitted;

    /// <summary>The number of the id's lock.</summary>
    public static long KeyOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
    }

    /// <summary>The one of the writers that decides. Any of them would do; by the id, so that the records are spread over the shards.</summary>
    public static T DeciderOf<T>(Guid id, IReadOnlyList<T> writers) => writers[(int)((ulong)KeyOf(id) % (ulong)writers.Count)];

    /// <param name="connection">An open connection to the decider, without a transaction.</param>
    /// <param name="id">The transaction's id.</param>
    public CommitOutcome Ask(DbConnection connection, Guid id)
    {
        using var transaction = connection.BeginTransaction(Isolation);
        using var tryLock = TryLock(connection, transaction, id);
        using var hasRecord = HasRecord(connection, transaction, id);
        var isFree = IsTrue(tryLock.ExecuteScalar());
        var outcome = !isFree && CommitRules.RespectLock ? CommitOutcome.Undecided
            : IsTrue(hasRecord.ExecuteScalar()) ? CommitOutcome.Committed
            : CommitOutcome.RolledBack;
        transaction.Commit();
        return outcome;
    }

    /// <inheritdoc cref="Ask" />
    public async Task<CommitOutcome> AskAsync(DbConnection connection, Guid id, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(Isolation, cancellationToken).ConfigureAwait(false);
        await using var ofTransaction = transaction.ConfigureAwait(false);
        var tryLock = TryLock(connection, transaction, id);
        await using var ofTryLock = tryLock.ConfigureAwait(false);
        var hasRecord = HasRecord(connection, transaction, id);
        await using var ofHasRecord = hasRecord.ConfigureAwait(false);
        var isFree = IsTrue(await tryLock.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false));
        var outcome = !isFree && CommitRules.RespectLock ? CommitOutcome.Undecided
            : IsTrue(await hasRecord.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false)) ? CommitOutcome.Committed
            : CommitOutcome.RolledBack;
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    private static bool IsTrue(object? scalar) => Convert.ToInt64(scalar, CultureInfo.InvariantCulture) > 0;

    private DbCommand TryLock(DbConnection connection, DbTransaction transaction, Guid id)
        => connection.Statement(dialect.TryLockSql, transaction).With("@key", KeyOf(id));

    private DbCommand HasRecord(DbConnection connection, DbTransaction transaction, Guid id)
        => connection.Statement(dialect.HasRecordSql, transaction).With("@id", id);
}
