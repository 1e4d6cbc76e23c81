using System.Data.Common;
using System.Globalization;
using EfShard.Model.Moving;
using EfShard.Providers.Moving;

namespace EfShard.Providers.Npgsql;

/// <summary>
///     Rows between servers, as the texts that types write and read themselves, so that no type needs to be known here. The settings that texts depend on are
///     the same on both servers while rows pass.
/// </summary>
internal sealed class NpgsqlRowCopy : RowCopy
{
    private const int RowsAtOnce = 500;

    private static readonly (string Name, string Value)[] Settings =
        [("DateStyle", "ISO, YMD"), ("IntervalStyle", "postgres"), ("extra_float_digits", "3"), ("lc_monetary", "C"), ("xmloption", "content"), ("bytea_output", "hex")];

    protected override async ValueTask<IReadOnlyList<string>> FindUnknownAsync(MoveOrder order, bool isAsync, CancellationToken cancellationToken)
    {
        var command = order.Command(
            order.From,
            """
            SELECT DISTINCT CAST(CAST(c.conrelid AS regclass) AS text) FROM pg_constraint AS c
            WHERE c.contype = 'f' AND c.conparentid = 0 AND c.confrelid = ANY (CAST(@tables AS regclass[])) AND NOT c.conrelid = ANY (CAST(@tables AS regclass[])) ORDER BY 1;
            """,
            hasKey: false,
            hasChanges: false);
        await using (command.ConfigureAwait(false))
        {
            Add(command, "tables", order.Plan.Tables.Select(table => Name(order, table)).ToArray());
            return await ReadAsync(command, isAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async ValueTask<long> CopyAsync(MoveOrder order, MovedTable table, bool isAsync, CancellationToken cancellationToken)
    {
        var columns = await ColumnsAsync(order, table, isAsync, cancellationToken).ConfigureAwait(false);

        // Rows of a tree point to others of them, which come before or after: a statement's rows are looked at together.
        var atOnce = table.OwnLinks.Count == 0 ? RowsAtOnce : long.MaxValue;
        var names = columns.ConvertAll(column => order.Names.DelimitIdentifier(column.Name));
        var read = order.Command(
            order.From,
            $"SELECT {List(names.Select(name => $"CAST(t0.{name} AS text)"))} FROM {Name(order, table)} AS t0 WHERE {Condition(order, table, "t0")} FOR UPDATE OF t0;",
            hasKey: true,
            hasChanges: false);
        await using var ofRead = read.ConfigureAwait(false);
        var batch = columns.ConvertAll(_ => new List<string?>());
        long count = 0;
        await ReadAsync(read, TakeAsync, isAsync, cancellationToken).ConfigureAwait(false);
        await InsertAsync(order, table, columns, batch, isAsync, cancellationToken).ConfigureAwait(false);
        return count;

        ValueTask TakeAsync(DbDataReader reader)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Add(reader.IsDBNull(i) ? null : reader.GetString(i));
            }

            return ++count % atOnce == 0 ? InsertAsync(order, table, columns, batch, isAsync, cancellationToken) : default;
        }
    }

    protected override async ValueTask PrepareAsync(MoveOrder order, bool isAsync, CancellationToken cancellationToken)
    {
        foreach (var end in (MoveEnd[])[order.From, order.To])
        {
            // What was set before is kept in a setting of our own, and set again at the end; a rollback restores it anyway.
            await SetAsync(order, end, name => $"set_config('efshard.{name}', current_setting('{name}'), true)", isAsync, cancellationToken).ConfigureAwait(false);
            await SetAsync(order, end, name => $"set_config('{name}', '{Array.Find(Settings, s => s.Name == name).Value}', true)", isAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async ValueTask FinishAsync(MoveOrder order, bool isAsync, CancellationToken cancellationToken)
    {
        foreach (var end in (MoveEnd[])[order.From, order.To])
        {
            await SetAsync(order, end, name => $"set_config('{name}', current_setting('efshard.{name}'), true)", isAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask SetAsync(MoveOrder order, MoveEnd end, Func<string, string> setting, bool isAsync, CancellationToken cancellationToken)
    {
        var command = order.Command(end, $"SELECT {List(Settings.Select(s => setting(s.Name)))};", hasKey: false, hasChanges: false);
        await using (command.ConfigureAwait(false))
        {
            _ = isAsync ? await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) : command.ExecuteScalar();
        }
    }

    /// <summary>The columns that can be written, with their types.</summary>
    private static async ValueTask<List<(string Name, string Type)>> ColumnsAsync(MoveOrder order, MovedTable table, bool isAsync, CancellationToken cancellationToken)
    {
        var command = order.Command(
            order.From,
            """
            SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
            WHERE attrelid = CAST(@table AS regclass) AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum;
            """,
            hasKey: false,
            hasChanges: false);
        await using var ofCommand = command.ConfigureAwait(false);
        Add(command, "table", Name(order, table));
        var columns = new List<(string, string)>();
        await ReadAsync(
            command,
            reader =>
            {
                columns.Add((reader.GetString(0), reader.GetString(1)));
                return default;
            },
            isAsync,
            cancellationToken).ConfigureAwait(false);
        return columns;
    }

    /// <summary>Writes a batch, and empties it.</summary>
    private static async ValueTask InsertAsync(
        MoveOrder order, MovedTable table, List<(string Name, string Type)> columns, List<List<string?>> batch, bool isAsync, CancellationToken cancellationToken)
    {
        var count = batch[0].Count;
        if (count == 0)
        {
            return;
        }

        var numbers = columns.Select((_, i) => i.ToString(CultureInfo.InvariantCulture)).ToList();
        var values = columns.Select((column, i) => $"CAST({Value(order, table, column.Name, $"r.c{numbers[i]}")} AS {column.Type})");

        // Identity columns keep their values, also those that are generated always.
        var sql =
            $"""
             INSERT INTO {Name(order, table)} ({List(columns.Select(column => order.Names.DelimitIdentifier(column.Name)))}) OVERRIDING SYSTEM VALUE
             SELECT {List(values)} FROM unnest({List(numbers.Select(i => $"CAST(@c{i} AS text[])"))}) AS r({List(numbers.Select(i => $"c{i}"))});
             """;
        var command = order.Command(order.To, sql, hasKey: false, hasChanges: table.Links.Count == 0);
        await using (command.ConfigureAwait(false))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                Add(command, "c" + numbers[i], batch[i].ToArray());
                batch[i].Clear();
            }

            var inserted = isAsync ? await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) : command.ExecuteNonQuery();
            if (inserted != count)
            {
                throw new MoveException(
                    $"{count} rows of '{table.Table.SchemaQualifiedName}' were to move to another shard, which took {inserted} of them: a trigger or a rule leaves rows out. "
                    + "Everything is rolled back. Look at the table's triggers.");
            }
        }
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
