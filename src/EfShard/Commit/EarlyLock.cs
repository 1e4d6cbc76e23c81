using System.Data.Common;
using EfShard.Providers;

namespace EfShard.Commit;

/// <summary>
///     The lock on a transaction's id (R1), taken by the one that will decide in a round trip that it has anyhow, before its first row. The record and the others'
///     preparations then wait for the lock no more, and go side by side.
/// </summary>
/// <param name="id">The transaction's id.</param>
/// <param name="shard">The one that will decide.</param>
/// <param name="dialect">The database's statements.</param>
internal sealed class EarlyLock(Guid id, int shard, TwoPhaseDialect dialect)
{
    public int Shard { get; } = shard;

    /// <summary>Whether the shard's open transaction holds it.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Adds the lock to a statement of the shard's transaction.</summary>
    public DbCommand AddTo(DbCommand command)
    {
        command.CommandText = $"{command.CommandText}\n{dialect.LockSql}";
        return command.With("@key", DecisionLookup.KeyOf(id));
    }

    /// <summary>Notes that the statement has been executed.</summary>
    public void Hold() => IsHeld = true;
}
