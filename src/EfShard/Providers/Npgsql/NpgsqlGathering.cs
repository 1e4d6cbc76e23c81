using System.Data.Common;
using System.Globalization;
using EfShard.Planning.Broadcasting;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using EfShard.Providers.Gathering;
using global::Npgsql;

namespace EfShard.Providers.Npgsql;

/// <summary>
///     Gathers on PostgreSQL: into temporary tables of one of the shards, whose types, collations included, it takes from the statement itself.
///     Rows travel by binary COPY, out of one server and into the other, without being looked at beyond their count.
/// </summary>
internal sealed class NpgsqlGathering : GatherDialect
{
    public override string? ScratchDatabase => null;

    public override async ValueTask CreateTableAsync(
        DbCommand statement, ShippedPart part, OwnRows own, GatherMeter meter, bool isAsync, CancellationToken cancellationToken)
    {
        var select = statement.CommandText;
        statement.CommandText = own switch
        {
            OwnRows.InPlace => $"CREATE TEMPORARY VIEW {Quote(part.Table.Name)} ({Columns(part)}) AS {select}",
            OwnRows.Copied => Create(part, select)
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $";\nINSERT INTO {Name(part)} SELECT * FROM ({select}) AS own LIMIT {meter.RowsWorthAsking}"),
            _ => Create(part, select),
        };
        var affected = isAsync
            ? await statement.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false)
            : statement.ExecuteNonQuery();
        if (own is OwnRows.Copied)
        {
            meter.Add(affected, 0);
        }
    }

    public override async ValueTask<RowFlow> AskAsync(GatherSource source, GatherMeter meter, bool isAsync, CancellationToken cancellationToken)
    {
        // COPY takes no parameters. The limit keeps a shard from sending what would be thrown away: what has been asked for must be read.
        var isText = NpgsqlArrays.NeedText(source.Part);
        var copy = string.Create(
            CultureInfo.InvariantCulture, $"COPY (SELECT * FROM ({source.Literal()}) AS own LIMIT {meter.RowsWorthAsking}) TO STDOUT{(isText ? "" : " (FORMAT BINARY)")}");
        var connection = (NpgsqlConnection)source.Connection.DbConnection;
        var timeout = source.Connection.CommandTimeout is { } seconds and > 0 ? seconds * 1000 : (int?)null;
        if (isText)
        {
            var lines = isAsync ? await connection.BeginTextExportAsync(copy, cancellationToken).ConfigureAwait(false) : connection.BeginTextExport(copy);
            lines.Timeout = timeout ?? lines.Timeout;
            return new NpgsqlTextFlow(lines);
        }

        var rows = isAsync
            ? await connection.BeginRawBinaryCopyAsync(copy, cancellationToken).ConfigureAwait(false)
            : connection.BeginRawBinaryCopy(copy);
        rows.ReadTimeout = timeout ?? rows.ReadTimeout;
        return new NpgsqlRowFlow(rows);
    }

    public override async ValueTask FinishTableAsync(
        DbConnection scratch, ShippedPart part, long rows, bool isAsync, CancellationToken cancellationToken)
    {
        if (rows < FewestRowsToAnalyze)
        {
            return;
        }

        using var analyze = scratch.CreateCommand();
        var sample = rows < MostRowsToSampleLess
            ? string.Create(CultureInfo.InvariantCulture, $"SET LOCAL default_statistics_target = {Math.Max(FewestSteps, rows / RowsPerStep)}; ")
            : "";
        analyze.CommandText = $"{sample}ANALYZE {Name(part)}";
        await (isAsync ? analyze.ExecuteNonQueryAsync(cancellationToken) : Task.FromResult(analyze.ExecuteNonQuery())).ConfigureAwait(false);
    }

    public override async ValueTask HoldToCopiesAsync(DbCommand statement, GatherPlan plan, bool isAsync, CancellationToken cancellationToken)
    {
        using (var rename = statement.Connection!.CreateCommand())
        {
            // What functions have planned over the real tables would be run over them: PostgreSQL does not see by itself that a name means another table. And what a parallel worker reads is
            // not counted here.
            rename.CommandText = string.Concat(
                plan.Parts.Where(p => p.NameInSql is not null).Select(p => $"ALTER TABLE {Name(p)} RENAME TO {Quote(p.NameInSql!)};"))
                + "DISCARD PLANS; SET LOCAL max_parallel_workers_per_gather = 0";
            await (isAsync ? rename.ExecuteNonQueryAsync(cancellationToken) : Task.FromResult(rename.ExecuteNonQuery())).ConfigureAwait(false);
        }

        await NpgsqlReadCheck.RunAsync(statement, isAsync, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<IReadOnlyList<ShippedColumn>> ReadColumnsAsync(
        DbConnection connection, string? schema, ITableBase table, bool isAsync, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT attname, pg_catalog.format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute
            WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """;
        command.Parameters.Add(new NpgsqlParameter { Value = (table.Schema is null ? "" : Quote(table.Schema) + ".") + Quote(table.Name) });
        using var reader = isAsync ? await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false) : command.ExecuteReader();
        var columns = new List<ShippedColumn>();
        while (isAsync ? await reader.ReadAsync(cancellationToken).ConfigureAwait(false) : reader.Read())
        {
            columns.Add(new ShippedColumn(reader.GetString(0), reader.GetString(1), null));
        }

        return columns;
    }

    public override ValueTask<(long Count, string Values)?> ReadKeysAsync(
        DbConnection scratch, ShippedPart part, string column, int most, bool isAsync, CancellationToken cancellationToken)
        => QueryKeysAsync(
            scratch,
            $"SELECT count(*), array_agg(k)::text FROM (SELECT DISTINCT {Quote(column)} AS k FROM {Name(part)} "
            + $"WHERE {Quote(column)} IS NOT NULL LIMIT {most + 1}) AS keys",
            most, isAsync, cancellationToken);

    public override string IsOneOf(ColumnExpression column, ShippedColumn type, string values)
        => $"({Quote(column.TableAlias)}.{Quote(column.Name)} = ANY ('{values.Replace("'", "''", StringComparison.Ordinal)}'::{UnlimitedType.Of(type.StoreType!)}[]))";

    public override CarriedRows Carry(BroadcastPart part) => new NpgsqlCarriedRows(part);

    /// <summary>An array's type says nothing of an element's being an array.</summary>
    public override bool CanCarry(ShippedColumn column) => base.CanCarry(column) && !column.StoreType!.EndsWith(']');

    /// <summary>Below this, a wrong guess of the database's planner costs less than the statistics.</summary>
    private const long FewestRowsToAnalyze = 1000;

    /// <summary>PostgreSQL looks at 300 rows for each step of the statistics' target: a tenth of the rows is enough, and 100 steps are its default.</summary>
    private const long RowsPerStep = 3000;

    private const long FewestSteps = 10;

    private const long MostRowsToSampleLess = 100 * RowsPerStep;

    public static string Name(ShippedPart part) => $"{part.Table.Schema}.{Quote(part.Table.Name)}";

    private static string Create(ShippedPart part, string select)
        => $"CREATE TEMPORARY TABLE {Quote(part.Table.Name)} ({Columns(part)}) ON COMMIT DROP AS {select} WITH NO DATA";

    /// <summary>Named here: EF Core prints a SELECT that is nothing but a set operation under the names of its first side.</summary>
    private static string Columns(ShippedPart part) => string.Join(", ", part.Columns.Select(c => Quote(c.Name)));

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
