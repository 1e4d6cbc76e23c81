using System.Data.Common;
using System.Globalization;
using EfShard.Providers;

namespace EfShard.Schema;

/// <summary>
///     Reads and writes the table on an open connection, with plain commands: it is read while EF opens a connection, where EF's own
///     commands would open it again and reach the application's interceptors.
/// </summary>
internal sealed class ShardMapTable(DatabaseDialect dialect)
{
    public const string Name = "__EFShardMap";

    /// <summary>The rows of the map; <see langword="null" /> when there is no such table.</summary>
    public IReadOnlyList<ShardMapRow>? Read(DbConnection connection)
    {
        using var exists = Command(connection, null, dialect.MapExistsSql);
        if (!IsTrue(exists.ExecuteScalar()))
        {
            return null;
        }

        using var select = Command(connection, null, dialect.ReadMapSql);
        using var reader = select.ExecuteReader();
        var rows = new List<ShardMapRow>();
        while (reader.Read())
        {
            rows.Add(Row(reader));
        }

        return rows;
    }

    /// <inheritdoc cref="Read" />
    public async Task<IReadOnlyList<ShardMapRow>?> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var exists = Command(connection, null, dialect.MapExistsSql);
        await using (exists.ConfigureAwait(false))
        {
            if (!IsTrue(await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false)))
            {
                return null;
            }
        }

        var select = Command(connection, null, dialect.ReadMapSql);
        await using var ofSelect = select.ConfigureAwait(false);
        var reader = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofReader = reader.ConfigureAwait(false);
        var rows = new List<ShardMapRow>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(Row(reader));
        }

        return rows;
    }

    /// <summary>Replaces all rows in one transaction; makes the table first where it is missing.</summary>
    public void Replace(DbConnection connection, IReadOnlyList<ShardMapRow> rows)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var sql in dialect.PrepareMapSql)
        {
            using var command = Command(connection, transaction, sql);
            command.ExecuteNonQuery();
        }

        foreach (var row in rows)
        {
            using var insert = Insert(connection, transaction, row);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <inheritdoc cref="Replace" />
    public async Task ReplaceAsync(DbConnection connection, IReadOnlyList<ShardMapRow> rows, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ofTransaction = transaction.ConfigureAwait(false);
        foreach (var sql in dialect.PrepareMapSql)
        {
            var command = Command(connection, transaction, sql);
            await using var ofCommand = command.ConfigureAwait(false);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var row in rows)
        {
            var insert = Insert(connection, transaction, row);
            await using var ofInsert = insert.ConfigureAwait(false);
            await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static bool IsTrue(object? scalar) => Convert.ToInt64(scalar, CultureInfo.InvariantCulture) > 0;

    private static ShardMapRow Row(DbDataReader reader) => new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3));

    private static DbCommand Command(DbConnection connection, DbTransaction? transaction, string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }

    private DbCommand Insert(DbConnection connection, DbTransaction transaction, ShardMapRow row)
    {
        var command = Command(connection, transaction, dialect.InsertMapSql);
        Add(command, "@kind", row.Kind);
        Add(command, "@name", row.Name);
        Add(command, "@definition", row.Definition);
        Add(command, "@version", row.Version);
        return command;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
