using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>
///     Makes the provider's batches, and tells whose parameters are being named. A command takes its names while it is put into a batch, and
///     the batches of several shards are made by turns: <see cref="Current" /> is the shard whose turn it is.
/// </summary>
internal sealed class NamingBatchFactory(IModificationCommandBatchFactory inner) : IModificationCommandBatchFactory
{
    public ParameterNames? Current { get; set; }

    public ModificationCommandBatch Create()
    {
        Current?.BeginBatch();
        return inner.Create();
    }
}
