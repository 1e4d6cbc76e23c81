using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Update;

/// <summary>
///     What EF Core takes for the preparer of a context's saves. Every context has one, also one that only reads: the
///     <see cref="ShardedCommandBatchPreparer" />, and all that EF Core makes for it, comes into being with the first save.
/// </summary>
internal sealed class DeferredBatchPreparer(IServiceProvider services) : ICommandBatchPreparer
{
    private ShardedCommandBatchPreparer? _preparer;

    private ShardedCommandBatchPreparer Preparer => _preparer ??= services.GetRequiredService<ShardedCommandBatchPreparer>();

    public IEnumerable<ModificationCommandBatch> BatchCommands(IList<IUpdateEntry> entries, IUpdateAdapter updateAdapter)
        => Preparer.BatchCommands(entries, updateAdapter);

    public IEnumerable<ModificationCommandBatch> CreateCommandBatches(IEnumerable<IReadOnlyModificationCommand> commandSet, bool moreCommandSets)
        => Preparer.CreateCommandBatches(commandSet, moreCommandSets);

    public void ResetState() => ((ICommandBatchPreparer?)_preparer)?.ResetState();

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
        => ((ICommandBatchPreparer?)_preparer)?.ResetStateAsync(cancellationToken) ?? Task.CompletedTask;
}
