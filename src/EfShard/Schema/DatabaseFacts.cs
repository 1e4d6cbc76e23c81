using System.Data.Common;
using System.Globalization;
using EfShard.Providers;

namespace EfShard.Schema;

/// <summary>Reads facts of a shard's database that planning and merging rest on.</summary>
internal static class DatabaseFacts
{
    /// <summary>Reads <see cref="Topology.ShardNode.PrepareCapacity" />.</summary>
    public static long ReadPrepareCapacity(TwoPhaseDialect dialect, DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = dialect.CapacitySql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc cref="ReadPrepareCapacity" />
    public static async Task<long> ReadPrepareCapacityAsync(TwoPhaseDialect dialect, DbConnection connection, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var ofCommand = command.ConfigureAwait(false);
        command.CommandText = dialect.CapacitySql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    /// <summary>How many prepared transactions of a database need a shard: because it has decided them, or because they are its own.</summary>
    public static long CountPrepared(TwoPhaseDialect dialect, DbConnection connection, string shard, bool isItsOwn)
    {
        using var command = CountPreparedCommand(dialect, connection, shard, isItsOwn);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc cref="CountPrepared" />
    public static async Task<long> CountPreparedAsync(TwoPhaseDialect dialect, DbConnection connection, string shard, bool isItsOwn, CancellationToken cancellationToken)
    {
        var command = CountPreparedCommand(dialect, connection, shard, isItsOwn);
        await using var ofCommand = command.ConfigureAwait(false);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    private static DbCommand CountPreparedCommand(TwoPhaseDialect dialect, DbConnection connection, string shard, bool isItsOwn)
    {
        var command = connection.CreateCommand();
        command.CommandText = dialect.CountPreparedSql;
        foreach (var (name, value) in new (string, object)[] { ("@shard", shard), ("@all", isItsOwn) })
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public static string ReadDefaultCollation(DatabaseDialect dialect, DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = dialect.DefaultCollationSql;
        return (string)command.ExecuteScalar()!;
    }

    public static async Task<string> ReadDefaultCollationAsync(DatabaseDialect dialect, DbConnection connection, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var ofCommand = command.ConfigureAwait(false);
        command.CommandText = dialect.DefaultCollationSql;
        return (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>The migrations that were applied; none where the table that keeps them is missing.</summary>
    public static IReadOnlyList<string> ReadMigrations(DatabaseDialect dialect, DbConnection connection, (string Name, string? Schema) table)
    {
        using var exists = connection.CreateCommand();
        exists.CommandText = dialect.HistoryExistsSql(table.Name, table.Schema);
        if (Convert.ToInt64(exists.ExecuteScalar(), CultureInfo.InvariantCulture) == 0)
        {
            return [];
        }

        using var select = connection.CreateCommand();
        select.CommandText = dialect.ReadHistorySql(table.Name, table.Schema);
        using var reader = select.ExecuteReader();
        List<string> migrations = [];
        while (reader.Read())
        {
            migrations.Add(reader.GetString(0));
        }

        return migrations;
    }

    /// <inheritdoc cref="ReadMigrations" />
    public static async Task<IReadOnlyList<string>> ReadMigrationsAsync(
        DatabaseDialect dialect,
        DbConnection connection,
        (string Name, string? Schema) table,
        CancellationToken cancellationToken)
    {
        var exists = connection.CreateCommand();
        await using (exists.ConfigureAwait(false))
        {
            exists.CommandText = dialect.HistoryExistsSql(table.Name, table.Schema);
            if (Convert.ToInt64(await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture) == 0)
            {
                return [];
            }
        }

        return (await ReadRowsAsync(connection, dialect.ReadHistorySql(table.Name, table.Schema), reader => reader.GetString(0), cancellationToken)
            .ConfigureAwait(false)).ToArray();
    }

    /// <summary>What the database says of its own shape: kind, name and definition of each thing in it.</summary>
    public static async Task<IReadOnlyList<(string Kind, string Name, string Definition)>> ReadCatalogAsync(
        DatabaseDialect dialect,
        DbConnection connection,
        CancellationToken cancellationToken)
        => await ReadRowsAsync(connection, dialect.CatalogSql, reader => (reader.GetString(0), reader.GetString(1), reader.GetString(2)), cancellationToken)
            .ConfigureAwait(false);

    private static async Task<List<T>> ReadRowsAsync<T>(DbConnection connection, string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var select = connection.CreateCommand();
        await using var ofSelect = select.ConfigureAwait(false);
        select.CommandText = sql;
        var reader = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofReader = reader.ConfigureAwait(false);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
