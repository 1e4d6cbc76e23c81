using EfShard.Benchmarks.Blog;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.Writes;

/// <summary>What one would write without EfShard: a plain context a shard, EF Core's own batches, and two-phase commit with a record of the decision.</summary>
internal sealed class TwoPhaseByHand(Func<BlogContext>[] open)
{
    /// <summary>Does the work of each shard in a transaction, side by side, and commits them together.</summary>
    public async Task RunAsync(Func<BlogContext, int, Task> work)
    {
        var contexts = Array.ConvertAll(open, create => create());
        try
        {
            var id = Guid.NewGuid();
            await Task.WhenAll(contexts.Select(async (context, shard) =>
            {
                await context.Database.BeginTransactionAsync();
                await work(context, shard);
                await context.SaveChangesAsync();
            }));
            var others = contexts.Skip(1).ToArray();
            await contexts[0].Database.ExecuteSqlAsync(
                $"INSERT INTO \"__EFShardTransactions\" (\"Id\", \"Shards\", \"CreatedAt\") VALUES ({id}, {new[] { "s0" }}, now())");
            await Task.WhenAll(others.Select((context, i) => ExecuteAsync(context, $"PREPARE TRANSACTION 'by hand {id} {i}'")));
            await contexts[0].Database.CommitTransactionAsync();
            await Task.WhenAll(others.Select((context, i) => ExecuteAsync(context, $"COMMIT PREPARED 'by hand {id} {i}'")));
            await contexts[0].Database.ExecuteSqlAsync($"DELETE FROM \"__EFShardTransactions\" WHERE \"Id\" = {id}");
        }
        finally
        {
            foreach (var context in contexts)
            {
                await context.DisposeAsync();
            }
        }
    }

    // Names can't be parameters here.
    private static async Task ExecuteAsync(BlogContext context, string sql)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
