using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>
///     Makes the provider's batches, and tells whose parameters are being named. A command takes its names while it is put into a batch, and
///     the batches of several shards are made by turns, or by threads: <see cref="Current" /> is the shard whose batch this thread makes.
/// </summary>
internal sealed class NamingBatchFactory(IModificationCommandBatchFactory inner) : IModificationCommandBatchFactory
{
    [ThreadStatic]
    private static ParameterNames? s_current;

    /// <summary>The names of the batch that this thread is making.</summary>
    public static ParameterNames? Current => s_current;

    /// <summary>Makes a batch, or finds that there is none left.</summary>
    public static bool Make(ParameterNames names, Func<bool> make)
    {
        var outer = s_current;
        s_current = names;
        try
        {
            return make();
        }
        finally
        {
            s_current = outer;
        }
    }

    public ModificationCommandBatch Create()
    {
        Current?.BeginBatch();
        return inner.Create();
    }
}
