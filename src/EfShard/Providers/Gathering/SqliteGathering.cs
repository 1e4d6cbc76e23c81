using System.Data.Common;
using EfShard.Planning;
using EfShard.Planning.Broadcasting;
using EfShard.Planning.Gathering;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using SQLitePCL;

namespace EfShard.Providers.Gathering;

/// <summary>Gathers on Sqlite: into a database of its own, which is gone when its connection closes. Rows are read from and written row by row.</summary>
internal sealed class SqliteGathering : GatherDialect
{
    /// <summary>A database without a name: it spills to a file where memory is short. Not pooled, so that it ends with its connection.</summary>
    public override string ScratchDatabase => "Data Source=;Pooling=False";

    public override async ValueTask CreateTableAsync(
        DbCommand statement, ShippedPart part, OwnRows own, GatherMeter meter, bool isAsync, CancellationToken cancellationToken)
    {
        // What a function of the application returns is compared as nobody can say: its values keep what they are.
        var columns = part.Columns.Select(
            c => c.Collation == CollationFinder.Unknown ? Quote(c.Name) : $"{Quote(c.Name)} {c.StoreType}{(c.Collation is { } collation ? $" COLLATE {Quote(collation)}" : "")}");
        statement.CommandText = $"CREATE TABLE {Quote(part.Table.Name)} ({string.Join(", ", columns)})";
        statement.Parameters.Clear();
        await (isAsync ? statement.ExecuteNonQueryAsync(cancellationToken) : Task.FromResult(statement.ExecuteNonQuery())).ConfigureAwait(false);
    }

    public override async ValueTask<RowFlow> AskAsync(GatherSource source, GatherMeter meter, bool isAsync, CancellationToken cancellationToken)
        => !meter.LimitsBytes && SqliteFileFlow.CanRead(source)
            ? new SqliteFileFlow(source)
            : new SqliteRowFlow(
                isAsync
                    ? await source.Command.ExecuteReaderAsync(source.Parameters, cancellationToken).ConfigureAwait(false)
                    : source.Command.ExecuteReader(source.Parameters));

    /// <summary>Hidden columns are those of virtual tables, which <c>SELECT *</c> leaves out too; generated ones have other numbers there.</summary>
    public override async ValueTask<IReadOnlyList<ShippedColumn>> ReadColumnsAsync(
        DbConnection connection, string? schema, ITableBase table, bool isAsync, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, type FROM pragma_table_xinfo($table, $schema) WHERE hidden <> 1 ORDER BY cid";
        ((SqliteCommand)command).Parameters.AddWithValue("$table", table.Name);
        ((SqliteCommand)command).Parameters.AddWithValue("$schema", schema ?? "main");
        using var reader = isAsync ? await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false) : command.ExecuteReader();
        var columns = new List<ShippedColumn>();
        while (isAsync ? await reader.ReadAsync(cancellationToken).ConfigureAwait(false) : reader.Read())
        {
            var name = reader.GetString(0);
            columns.Add(new ShippedColumn(name, reader.GetString(1), Collation(name)));
        }

        return columns;

        string? Collation(string column)
            => raw.sqlite3_table_column_metadata(((SqliteConnection)connection).Handle, schema ?? "main", table.Name, column, out _, out var collation, out _, out _, out _) == raw.SQLITE_OK
                ? collation
                : null;
    }

    public override ValueTask<(long Count, string Values)?> ReadKeysAsync(
        DbConnection scratch, ShippedPart part, string column, int most, bool isAsync, CancellationToken cancellationToken)
        => QueryKeysAsync(
            scratch,
            $"SELECT count(*), json_group_array(k) FROM (SELECT DISTINCT {Quote(column)} AS k FROM {Quote(part.Table.Name)} "
            + $"WHERE {Quote(column)} IS NOT NULL LIMIT {most + 1})",
            most, isAsync, cancellationToken);

    public override CarriedRows Carry(BroadcastPart part) => new SqliteCarriedRows(part);

    /// <summary>JSON has no bytes, and its numbers are not always those that were written.</summary>
    public override bool CanCarry(ShippedColumn column) => column.StoreType is "INTEGER" or "TEXT";

    public override string IsOneOf(ColumnExpression column, ShippedColumn type, string values)
        => $"({Quote(column.TableAlias)}.{Quote(column.Name)} IN (SELECT value FROM json_each('{values.Replace("'", "''", StringComparison.Ordinal)}')))";

    public override async ValueTask FinishTableAsync(
        DbConnection scratch, ShippedPart part, long rows, bool isAsync, CancellationToken cancellationToken)
    {
        if (rows < FewestRowsToIndex)
        {
            return;
        }

        // A correlated subquery without an index reads the whole table for each row.
        for (var i = 0; i < part.ComparedColumns.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var index = scratch.CreateCommand();
            index.CommandText = $"CREATE INDEX {Quote($"{part.Table.Name}_{i}")} ON {Quote(part.Table.Name)} ({Quote(part.ComparedColumns[i])})";
            await (isAsync ? index.ExecuteNonQueryAsync(cancellationToken) : Task.FromResult(index.ExecuteNonQuery())).ConfigureAwait(false);
        }
    }

    /// <summary>There are no other tables there: a name that is none of theirs is Sqlite's error.</summary>
    public override async ValueTask HoldToCopiesAsync(DbCommand statement, GatherPlan plan, bool isAsync, CancellationToken cancellationToken)
    {
        using var command = statement.Connection!.CreateCommand();
        command.CommandText = string.Concat(
            plan.Parts.Where(p => p.NameInSql is not null).Select(p => $"ALTER TABLE {Quote(p.Table.Name)} RENAME TO {Quote(p.NameInSql!)};")) + "PRAGMA query_only = ON";
        await (isAsync ? command.ExecuteNonQueryAsync(cancellationToken) : Task.FromResult(command.ExecuteNonQuery())).ConfigureAwait(false);
    }

    private const int FewestRowsToIndex = 100;

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
