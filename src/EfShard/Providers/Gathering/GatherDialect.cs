using System.Data.Common;
using EfShard.Planning.Broadcasting;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Providers.Gathering;

/// <summary>
///     What differs between databases while rows of several shards are brought together: where the temporary tables are, how they are made, and
///     how rows travel there. Methods take whether to await; if not, their tasks are completed when they are returned.
/// </summary>
internal abstract class GatherDialect
{
    /// <summary>Sqlite takes statements of a million characters.</summary>
    private const int MostText = 500_000;

    /// <summary>
    ///     The connection string of the database that takes the temporary tables, where that is none of the shards; <see langword="null" /> where
    ///     it is one of them, in a transaction that is rolled back in the end.
    /// </summary>
    public abstract string? ScratchDatabase { get; }

    /// <summary>Makes a part's temporary table, and brings the rows there that are on its shard already.</summary>
    /// <param name="statement">The part's statement with its parameters, on the scratch connection.</param>
    /// <param name="part">The part.</param>
    /// <param name="own">What becomes of the rows that are there already.</param>
    /// <param name="meter">Counts them.</param>
    /// <param name="isAsync">Whether to await.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public abstract ValueTask CreateTableAsync(
        DbCommand statement, ShippedPart part, OwnRows own, GatherMeter meter, bool isAsync, CancellationToken cancellationToken);

    /// <summary>Asks a shard for a part's rows.</summary>
    /// <param name="source">The statement, and where it runs.</param>
    /// <param name="meter">Knows how many rows are worth asking for; counts nothing yet.</param>
    /// <param name="isAsync">Whether to await.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public abstract ValueTask<RowFlow> AskAsync(GatherSource source, GatherMeter meter, bool isAsync, CancellationToken cancellationToken);

    /// <summary>Reads the different values of a column of a temporary table.</summary>
    /// <param name="scratch">The connection that has the table.</param>
    /// <param name="part">The part whose table it is.</param>
    /// <param name="column">The column.</param>
    /// <param name="most">How many are few.</param>
    /// <param name="isAsync">Whether to await.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>How many there are, and a text that <see cref="IsOneOf" /> understands; <see langword="null" /> where they are not few.</returns>
    public abstract ValueTask<(long Count, string Values)?> ReadKeysAsync(
        DbConnection scratch, ShippedPart part, string column, int most, bool isAsync, CancellationToken cancellationToken);

    /// <summary>Whether values of a column's type survive being read as keys and looked for again.</summary>
    public virtual bool CanCarry(ShippedColumn column) => column.StoreType is not null;

    /// <summary>Writes a predicate: a column is one of such values.</summary>
    public abstract string IsOneOf(ColumnExpression column, ShippedColumn type, string values);

    /// <summary>Takes the rows of a small table that go to the shards as parameters.</summary>
    public abstract CarriedRows Carry(BroadcastPart part);

    /// <summary>Runs a query for keys: their number, and a text that has them all.</summary>
    protected static async ValueTask<(long Count, string Values)?> QueryKeysAsync(
        DbConnection scratch, string query, int most, bool isAsync, CancellationToken cancellationToken)
    {
        using var command = scratch.CreateCommand();
        command.CommandText = query;
        using var reader = isAsync ? await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false) : command.ExecuteReader();
        _ = isAsync ? await reader.ReadAsync(cancellationToken).ConfigureAwait(false) : reader.Read();
        var count = reader.GetInt64(0);
        return count == 0 ? (0, "")
            : count <= most && reader.GetString(1) is { Length: <= MostText } values ? (count, values)
            : null;
    }

    /// <summary>
    ///     Gives tables the names by which SQL of the application knows them, and makes sure, before a row is read, that it reads nothing but the temporary tables, and changes nothing: it
    ///     would change copies.
    /// </summary>
    /// <param name="statement">The final statement, on the scratch connection. It is not run.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="isAsync">Whether to await.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="CrossShardQueryException">It reads other tables, or changes rows, where the database can tell.</exception>
    public abstract ValueTask HoldToCopiesAsync(DbCommand statement, GatherPlan plan, bool isAsync, CancellationToken cancellationToken);

    /// <summary>Reads which columns a table has, in its own order, which may be another than the model's.</summary>
    /// <param name="connection">A connection to a database that has it.</param>
    /// <param name="schema">The schema of the database that it is in, where several are attached.</param>
    /// <param name="table">The table or view.</param>
    /// <param name="isAsync">Whether to await.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public abstract ValueTask<IReadOnlyList<ShippedColumn>> ReadColumnsAsync(
        DbConnection connection, string? schema, ITableBase table, bool isAsync, CancellationToken cancellationToken);

    /// <summary>Does what makes the final statement fast, once a table has its rows.</summary>
    public virtual ValueTask FinishTableAsync(
        DbConnection scratch, ShippedPart part, long rows, bool isAsync, CancellationToken cancellationToken) => default;
}
