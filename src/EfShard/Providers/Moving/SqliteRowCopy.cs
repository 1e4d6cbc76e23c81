using System.Globalization;
using EfShard.Model.Moving;

namespace EfShard.Providers.Moving;

/// <summary>Rows between files on one connection: the database copies them itself. Both files are locked against other writers since they take part.</summary>
internal sealed class SqliteRowCopy : RowCopy
{
    protected override async ValueTask<IReadOnlyList<string>> FindUnknownAsync(MoveOrder order, bool isAsync, CancellationToken cancellationToken)
    {
        var names = order.Plan.Tables.Select(table => Literal(table.Table.Name)).ToList();
        var master = $"{order.Names.DelimitIdentifier(order.From.Schema ?? SqliteAttaching.Main)}.sqlite_master";
        var sql =
            $"""
             SELECT DISTINCT m.name FROM {master} AS m, pragma_foreign_key_list(m.name, {Literal(order.From.Schema ?? SqliteAttaching.Main)}) AS f
             WHERE m.type = 'table' AND f."table" COLLATE NOCASE IN ({List(names)}) AND m.name COLLATE NOCASE NOT IN ({List(names)}) ORDER BY 1;
             """;
        var command = order.Command(order.From, sql, hasKey: false, hasChanges: false);
        await using (command.ConfigureAwait(false))
        {
            return await ReadAsync(command, isAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async ValueTask<long> CopyAsync(MoveOrder order, MovedTable table, bool isAsync, CancellationToken cancellationToken)
    {
        // Generated columns are not among those that "hidden" is 0 of.
        var columnsOf = order.Command(
            order.From,
            $"SELECT name FROM pragma_table_xinfo({Literal(table.Table.Name)}, {Literal(order.From.Schema ?? SqliteAttaching.Main)}) WHERE hidden = 0 ORDER BY cid;",
            hasKey: false,
            hasChanges: false);
        List<string> columns;
        await using (columnsOf.ConfigureAwait(false))
        {
            columns = await ReadAsync(columnsOf, isAsync, cancellationToken).ConfigureAwait(false);
        }

        var target = Write(order.To, () => Name(order, table));
        var values = columns.Select(column => Value(order, table, column, $"t0.{order.Names.DelimitIdentifier(column)}"));
        var rows = Write(order.From, () => $"FROM {Name(order, table)} AS t0 WHERE {Condition(order, table, "t0")}");
        var copy = order.Command(
            order.From,
            $"INSERT INTO {target} ({List(columns.Select(order.Names.DelimitIdentifier))}) SELECT {List(values)} {rows};",
            hasKey: true,
            hasChanges: table.Links.Count == 0);
        await using (copy.ConfigureAwait(false))
        {
            return isAsync ? await copy.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) : copy.ExecuteNonQuery();
        }
    }

    /// <summary>
    ///     Leaves of trees first, for Sqlite looks at <c>RESTRICT</c> with each row, and does not count what <c>CASCADE</c> deletes. Where rows follow each other in a circle, no
    ///     order helps, and they go at once.
    /// </summary>
    protected override async ValueTask<long> DeleteAsync(MoveOrder order, MovedTable table, bool isAsync, CancellationToken cancellationToken)
    {
        if (table.OwnLinks.Count == 0)
        {
            return await base.DeleteAsync(order, table, isAsync, cancellationToken).ConfigureAwait(false);
        }

        var followers = table.OwnLinks.Select(link => "NOT EXISTS (SELECT 1 FROM {0} AS leaf WHERE "
            + string.Join(" AND ", link.Select(pair => $"leaf.{order.Names.DelimitIdentifier(pair.Dependent)} = t0.{order.Names.DelimitIdentifier(pair.Principal)}"))
            + $" AND NOT ({string.Join(" AND ", table.Table.PrimaryKey!.Columns.Select(c => order.Names.DelimitIdentifier(c.Name)).Select(c => $"leaf.{c} = t0.{c}"))}))");
        var leaves = $"DELETE FROM {{0}} AS t0 WHERE {{1}} AND {string.Join(" AND ", followers)};";
        long count = 0;
        for (long deleted = 1; deleted > 0; count += deleted)
        {
            deleted = await ExecuteAsync(order, leaves, table, isAsync, cancellationToken).ConfigureAwait(false);
        }

        var circle = await CountAsync(order, table, isAsync, cancellationToken).ConfigureAwait(false);
        if (circle > 0)
        {
            await base.DeleteAsync(order, table, isAsync, cancellationToken).ConfigureAwait(false);
            circle -= await CountAsync(order, table, isAsync, cancellationToken).ConfigureAwait(false);
        }

        return count + circle;
    }

    private static async ValueTask<long> CountAsync(MoveOrder order, MovedTable table, bool isAsync, CancellationToken cancellationToken)
    {
        var sql = Write(order.From, () => $"SELECT CAST(count(*) AS TEXT) FROM {Name(order, table)} AS t0 WHERE {Condition(order, table, "t0")};");
        var command = order.Command(order.From, sql, hasKey: true, hasChanges: false);
        await using (command.ConfigureAwait(false))
        {
            return long.Parse((await ReadAsync(command, isAsync, cancellationToken).ConfigureAwait(false))[0], CultureInfo.InvariantCulture);
        }
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
