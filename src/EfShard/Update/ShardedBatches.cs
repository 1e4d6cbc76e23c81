using System.Collections;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>
///     The batches of one save, not made yet: what stands between EF Core's batch preparer, which is synchronous, and
///     <see cref="ShardedBatchExecutor" />, which may wait for a strategy that has to ask where a row belongs.
/// </summary>
internal sealed class ShardedBatches(ShardedCommandBatchPreparer preparer, IList<IUpdateEntry> entries, IUpdateAdapter updateAdapter)
    : IEnumerable<ModificationCommandBatch>
{
    private SaveDraft? _draft;

    /// <summary>Finds the shards of all rows. Nothing has been sent after that.</summary>
    public RoutedSave Route()
    {
        var draft = _draft = preparer.Draft(entries, updateAdapter);
        return preparer.Route(draft, preparer.Locator.Locate(draft.Places));
    }

    /// <inheritdoc cref="Route" />
    public async ValueTask<RoutedSave> RouteAsync(CancellationToken cancellationToken)
    {
        var draft = _draft = preparer.Draft(entries, updateAdapter);
        return preparer.Route(draft, await preparer.Locator.LocateAsync(draft.Places, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What an application should see in place of a failure that is a global index's.</summary>
    public DbUpdateException? Translate(DbUpdateException failure) => _draft?.Indexes?.Translate(failure, preparer.Dialect);

    /// <summary>In a dry run, notes what the save would do on the planned shards, once it is routed.</summary>
    public void Rehearse(object? transaction) => preparer.Rehearsal?.Note(_draft!, transaction);

    /// <inheritdoc cref="Rehearse" />
    public ValueTask RehearseAsync(object? transaction, CancellationToken cancellationToken)
        => preparer.Rehearsal?.NoteAsync(_draft!, transaction, cancellationToken) ?? default;

    /// <summary>Whoever enumerates takes all batches for one database's.</summary>
    public IEnumerator<ModificationCommandBatch> GetEnumerator() => throw new InvalidOperationException(UpdateErrors.ForeignExecutor);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
