using System.Data.Common;
using EfShard.Planning.Gathering;

namespace EfShard.Providers.Gathering;

/// <summary>
///     What differs between databases while rows of several shards are brought together: where the temporary tables are, how they are made, and
///     how rows travel there. Methods take whether to await; if not, their tasks are completed when they are returned.
/// </summary>
internal abstract class GatherDialect
{
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
    /// <param name="most">How many rows are worth asking for.</param>
    /// <param name="isAsync">Whether to await.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public abstract ValueTask<RowFlow> AskAsync(GatherSource source, long most, bool isAsync, CancellationToken cancellationToken);

    /// <summary>Does what makes the final statement fast, once a table has its rows.</summary>
    public virtual ValueTask FinishTableAsync(
        DbConnection scratch, ShippedPart part, long rows, bool isAsync, CancellationToken cancellationToken) => default;
}
