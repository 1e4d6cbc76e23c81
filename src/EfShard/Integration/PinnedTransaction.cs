using EfShard.Update;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>What a transaction that has just begun does where a shard is pinned: it connects at once, as without sharding, and so may fail at once.</summary>
internal static class PinnedTransaction
{
    public static IDbContextTransaction Join(ShardedTransaction transaction, int? pinned)
    {
        try
        {
            if (pinned is { } shard)
            {
                transaction.Enlist(shard);
            }

            return transaction;
        }
        catch
        {
            // Nobody has it, and nobody would commit what is written in it.
            transaction.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="Join" />
    public static async Task<IDbContextTransaction> JoinAsync(ShardedTransaction transaction, int? pinned, CancellationToken cancellationToken)
    {
        try
        {
            if (pinned is { } shard)
            {
                await transaction.EnlistAsync(shard, cancellationToken).ConfigureAwait(false);
            }

            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
