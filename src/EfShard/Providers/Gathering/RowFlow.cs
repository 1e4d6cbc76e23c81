using System.Data.Common;
using EfShard.Planning.Gathering;

namespace EfShard.Providers.Gathering;

/// <summary>The rows of a part on one shard, asked for and on their way. Disposing it ends the asking, wherever it stands.</summary>
internal abstract class RowFlow : IDisposable, IAsyncDisposable
{
    /// <summary>Writes the rows into the part's temporary table, counting them first.</summary>
    /// <param name="scratch">The connection that has the temporary table.</param>
    /// <param name="part">The part.</param>
    /// <param name="meter">Counts rows and bytes, and stops at the budget.</param>
    /// <param name="isAsync">Whether to await; otherwise the task is completed when it is returned.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public abstract ValueTask PourAsync(
        DbConnection scratch, ShippedPart part, GatherMeter meter, bool isAsync, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    public abstract void Dispose();
}
