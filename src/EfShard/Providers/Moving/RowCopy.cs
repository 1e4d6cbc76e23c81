using System.Data.Common;
using System.Globalization;
using System.Text;
using EfShard.Model.Moving;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Providers.Moving;

/// <summary>
///     Comes in: a row to move. Goes out: it and all rows that follow are on the new shard and gone from the old, for as long as the transactions on both live. The rows
///     are locked as they are read, principals first, so that nobody can add one that would be left behind.
/// </summary>
/// <remarks>Told not to be asynchronous, nothing awaits, and the task that is returned is done.</remarks>
internal abstract class RowCopy
{
    /// <summary>Moves the rows. A row that is not there is not an error: the update that follows finds that out.</summary>
    /// <exception cref="MoveException">Rows that the model does not know of would be lost, or rows have changed meanwhile.</exception>
    public async ValueTask RunAsync(MoveOrder order, bool isAsync, CancellationToken cancellationToken)
    {
        await CopyAsync(order, [], isAsync, cancellationToken).ConfigureAwait(false);
        await EndAsync([order], [], isAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies the rows, except those of tables whose rows may follow others as well.</summary>
    public async ValueTask CopyAsync(MoveOrder order, IReadOnlyCollection<ITable> common, bool isAsync, CancellationToken cancellationToken)
    {
        await RefuseUnknownAsync(order, isAsync, cancellationToken).ConfigureAwait(false);
        await PrepareAsync(order, isAsync, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < order.Copied.Length && (i == 0 || order.Copied[0] > 0); i++)
        {
            if (!common.Contains(order.Plan.Tables[i].Table))
            {
                order.Copied[i] = await CopyAsync(order, order.Plan.Tables[i], isAsync, cancellationToken).ConfigureAwait(false);
            }
        }

        await FinishAsync(order, isAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Once all are copied that move together, copies what follows several of them, and deletes all of it on the old shard.</summary>
    /// <param name="orders">Those that move together.</param>
    /// <param name="common">The tables whose rows may follow several of them, principals first.</param>
    /// <param name="isAsync">Whether to wait asynchronously.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask EndAsync(IReadOnlyList<MoveOrder> orders, IReadOnlyList<ITable> common, bool isAsync, CancellationToken cancellationToken)
    {
        var followed = common.Select(table => new CommonRows(table, orders)).ToList();
        foreach (var rows in followed)
        {
            await PrepareAsync(rows.Order, isAsync, cancellationToken).ConfigureAwait(false);
            rows.Copied = await CopyAsync(rows.Order, rows.Table, isAsync, cancellationToken).ConfigureAwait(false);
            await FinishAsync(rows.Order, isAsync, cancellationToken).ConfigureAwait(false);
        }

        foreach (var rows in Enumerable.Reverse(followed))
        {
            await DeleteAsync(rows.Order, rows.Table, rows.Copied, isAsync, cancellationToken).ConfigureAwait(false);
        }

        foreach (var order in orders)
        {
            for (var i = order.Copied.Length - 1; i >= 0 && order.Copied[0] > 0; i--)
            {
                if (!common.Contains(order.Plan.Tables[i].Table))
                {
                    await DeleteAsync(order, order.Plan.Tables[i], order.Copied[i], isAsync, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Returns the names of tables that are not in the plan and have foreign keys to one that is: their rows could be deleted or left pointing nowhere.</summary>
    protected abstract ValueTask<IReadOnlyList<string>> FindUnknownAsync(MoveOrder order, bool isAsync, CancellationToken cancellationToken);

    /// <summary>Copies and locks one table's rows, and returns how many they are.</summary>
    protected abstract ValueTask<long> CopyAsync(MoveOrder order, MovedTable table, bool isAsync, CancellationToken cancellationToken);

    /// <summary>Deletes one table's rows on the old shard, and returns how many they were.</summary>
    protected virtual ValueTask<long> DeleteAsync(MoveOrder order, MovedTable table, bool isAsync, CancellationToken cancellationToken)
        => ExecuteAsync(order, "DELETE FROM {0} AS t0 WHERE {1};", table, isAsync, cancellationToken);

    /// <summary>Before the first table.</summary>
    protected virtual ValueTask PrepareAsync(MoveOrder order, bool isAsync, CancellationToken cancellationToken) => default;

    /// <summary>After the last.</summary>
    protected virtual ValueTask FinishAsync(MoveOrder order, bool isAsync, CancellationToken cancellationToken) => default;

    /// <summary>Writes SQL of one end.</summary>
    protected static string Write(MoveEnd end, Func<string> write) => TableSchema.Write(end.Schema, write, static w => w());

    /// <summary>A table's name.</summary>
    protected static string Name(MoveOrder order, MovedTable table) => order.Names.DelimitIdentifier(table.Table.Name, table.Table.Schema);

    /// <summary>Which rows of a table move: by the key, or by the rows that they point to.</summary>
    protected static string Condition(MoveOrder order, MovedTable table, string alias)
    {
        var (depth, keyOf) = (0, order);
        if (order.Together.Count == 0)
        {
            return Of(table, alias);
        }

        var parts = new List<string>();
        foreach (var part in order.Together.Prepend(order))
        {
            keyOf = part;
            parts.Add(Of(part.Plan.Tables.Single(rows => rows.Table == table.Table), alias));
        }

        return $"({string.Join(" OR ", parts)})";

        string Of(MovedTable rows, string named) => rows.OwnLinks.Count == 0 ? Follow(rows, named) : IsInTree(rows, named);

        string Follow(MovedTable rows, string named)
            => rows.Links.Count == 0
                ? string.Join(" AND ", keyOf.Key.Select(value => $"{Column(named, value.Column)} = {order.Names.GenerateParameterNamePlaceholder(value.Parameter)}"))
                : "(" + string.Join(" OR ", rows.Links.Select(link => Exists(link, named))) + ")";

        // Those that follow the row that moves, those that follow these, and so on; also in a circle.
        string IsInTree(MovedTable rows, string named)
        {
            var (tree, first, next) = (Alias("efshard_tree"), Alias("t"), Alias("t"));
            var key = rows.Table.PrimaryKey!.Columns.Select(column => column.Name).ToList();
            var columns = key.Union(rows.OwnLinks.SelectMany(link => link.Select(pair => pair.Principal)), StringComparer.Ordinal).ToList();
            var follows = string.Join(
                " OR ",
                rows.OwnLinks.Select(link => "(" + string.Join(" AND ", link.Select(pair => $"{Column(tree, pair.Principal)} = {Column(next, pair.Dependent)}")) + ")"));
            return $"({List(key.Select(column => Column(named, column)))}) IN (WITH RECURSIVE {tree} ({List(columns.Select(order.Names.DelimitIdentifier))}) AS ("
                + $"SELECT {List(columns.Select(column => Column(first, column)))} FROM {Name(order, rows)} AS {first} WHERE {Follow(rows, first)}"
                + $" UNION SELECT {List(columns.Select(column => Column(next, column)))} FROM {tree} INNER JOIN {Name(order, rows)} AS {next} ON {follows})"
                + $" SELECT {List(key.Select(column => Column(tree, column)))} FROM {tree})";
        }

        string Exists(MovedLink link, string named)
        {
            var principal = Alias("t");
            var pairs = string.Join(" AND ", link.Columns.Select(pair => $"{Column(principal, pair.Principal)} = {Column(named, pair.Dependent)}"));
            return $"EXISTS (SELECT 1 FROM {Name(order, link.Principal)} AS {principal} WHERE {pairs} AND {Of(link.Principal, principal)})";
        }

        string Alias(string of) => string.Create(CultureInfo.InvariantCulture, $"{of}{++depth}");

        string Column(string of, string name) => $"{of}.{order.Names.DelimitIdentifier(name)}";
    }

    /// <summary>Runs a statement on rows of one table on the old shard, and returns how many it concerned.</summary>
    /// <param name="order">The order.</param>
    /// <param name="format">The statement: {0} is the table's name, {1} says which of the rows t0 move.</param>
    /// <param name="table">The table.</param>
    /// <param name="isAsync">Whether to wait asynchronously.</param>
    /// <param name="cancellationToken">Cancels.</param>
    protected static async ValueTask<long> ExecuteAsync(MoveOrder order, string format, MovedTable table, bool isAsync, CancellationToken cancellationToken)
    {
        var sql = Write(order.From, () => string.Format(CultureInfo.InvariantCulture, format, Name(order, table), Condition(order, table, "t0")));
        var command = order.Command(order.From, sql, hasKey: true, hasChanges: false);
        await using (command.ConfigureAwait(false))
        {
            return isAsync ? await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) : command.ExecuteNonQuery();
        }
    }

    /// <summary>What a row's column is given: a value that changes on the way, or what it was.</summary>
    protected static string Value(MoveOrder order, MovedTable table, string column, string was)
        => table.Links.Count == 0 && order.Changes.FirstOrDefault(change => change.Column == column) is { } change
            ? order.Names.GenerateParameterNamePlaceholder(change.Parameter)
            : was;

    /// <summary>Reads the first column of all rows, as text.</summary>
    protected static async ValueTask<List<string>> ReadAsync(DbCommand command, bool isAsync, CancellationToken cancellationToken)
    {
        var values = new List<string>();
        await ReadAsync(
            command,
            reader =>
            {
                values.Add(reader.GetString(0));
                return default;
            },
            isAsync,
            cancellationToken).ConfigureAwait(false);
        return values;
    }

    /// <summary>Reads all rows.</summary>
    protected static async ValueTask ReadAsync(DbCommand command, Func<DbDataReader, ValueTask> read, bool isAsync, CancellationToken cancellationToken)
    {
        var reader = isAsync ? await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false) : command.ExecuteReader();
        try
        {
            while (isAsync ? await reader.ReadAsync(cancellationToken).ConfigureAwait(false) : reader.Read())
            {
                await read(reader).ConfigureAwait(false);
            }
        }
        finally
        {
            if (isAsync)
            {
                await reader.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                reader.Dispose();
            }
        }
    }

    /// <summary>Separates by commas.</summary>
    protected static string List(IEnumerable<string> parts) => new StringBuilder().AppendJoin(", ", parts).ToString();

    /// <summary>Deletes one table's rows on the old shard, as many as were copied.</summary>
    private async ValueTask DeleteAsync(MoveOrder order, MovedTable table, long copied, bool isAsync, CancellationToken cancellationToken)
    {
        var deleted = await DeleteAsync(order, table, isAsync, cancellationToken).ConfigureAwait(false);
        if (deleted != copied)
        {
            throw new MoveException(
                $"{copied} rows of '{table.Table.SchemaQualifiedName}' were to move to another shard, and {deleted} were found when they were to be removed from the "
                + "old one: a trigger, or a foreign key that the model does not know of, changes them meanwhile. Everything is rolled back. Look at the table's triggers.");
        }
    }

    private async ValueTask RefuseUnknownAsync(MoveOrder order, bool isAsync, CancellationToken cancellationToken)
    {
        var unknown = await FindUnknownAsync(order, isAsync, cancellationToken).ConfigureAwait(false);
        if (unknown.Count > 0)
        {
            throw new MoveException(
                $"The rows can't move to another shard: {List(unknown.Select(name => $"'{name}'"))} have foreign keys to tables of theirs, and the model does not know of "
                + "them, or says IsCrossShard() of a relationship whose constraint is in the database. Map them, or drop the constraints. Nothing has been moved.");
        }
    }
}
