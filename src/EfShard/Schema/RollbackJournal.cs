using System.Data.Common;
using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Schema;

/// <summary>Switches Sqlite files to the journal that <see cref="CrossShardCommit.Atomic" /> needs, when this process first opens them. EF Core creates files in WAL mode.</summary>
internal static class RollbackJournal
{
    private static readonly string Read = SqliteAttaching.JournalMode(SqliteAttaching.Main);

    public static void Ensure(ShardNode node, DbConnection connection)
    {
        using var read = Command(connection, Read);
        if (SqliteAttaching.IsRollbackJournal(read.ExecuteScalar() as string))
        {
            return;
        }

        using var change = Command(connection, SqliteAttaching.UseRollbackJournal);
        try
        {
            Check(node, change.ExecuteScalar() as string);
        }
        catch (DbException failure)
        {
            throw InUse(node, failure);
        }
    }

    /// <inheritdoc cref="Ensure" />
    public static async Task EnsureAsync(ShardNode node, DbConnection connection, CancellationToken cancellationToken)
    {
        var read = Command(connection, Read);
        await using var ofRead = read.ConfigureAwait(false);
        if (SqliteAttaching.IsRollbackJournal(await read.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string))
        {
            return;
        }

        var change = Command(connection, SqliteAttaching.UseRollbackJournal);
        await using var ofChange = change.ConfigureAwait(false);
        try
        {
            Check(node, await change.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string);
        }
        catch (DbException failure)
        {
            throw InUse(node, failure);
        }
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;

        // Others have the file open for as long as they like: to wait long for them would help nobody.
        command.CommandTimeout = 2;
        return command;
    }

    private static void Check(ShardNode node, string? mode)
    {
        if (!SqliteAttaching.IsRollbackJournal(mode))
        {
            throw new ShardingConfigurationException(
                $"The database of shard '{node.Name}' stays in the journal mode '{mode}', in which a commit over several files is not one, as CrossShardCommit.Atomic needs it. "
                + "It is no file on a disk, or can't be written: use a file, or another policy.");
        }
    }

    private static ShardingConfigurationException InUse(ShardNode node, Exception failure) => new(
        $"The database of shard '{node.Name}' is in WAL mode, and CrossShardCommit.Atomic needs a rollback journal, to which it can't be switched while others have the file open. "
        + "End them, or run 'PRAGMA journal_mode = DELETE' on the file when nobody uses it. Or choose another policy.",
        failure);
}
