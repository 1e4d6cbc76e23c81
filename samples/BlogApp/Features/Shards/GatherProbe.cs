using System.Data.Common;
using BlogApp.Diagnostics;
using BlogApp.Model;
using EfShard;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Shards;

/// <summary>Runs the join that no shard can do by itself, and measures what it cost.</summary>
internal sealed class GatherProbe(BlogContext context)
{
    /// <param name="follower">Whose followed are named.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<GatherCost> RunAsync(long follower, CancellationToken cancellationToken)
    {
        using var capture = new QueryCapture();
        try
        {
            var names = await CrossShardJoin.NamesOfFollowed(context, follower).WithGather(GatherPolicy.Allow).ToListAsync(cancellationToken);
            var gathered = capture.Entries.FirstOrDefault(entry => entry.Tier is QueryTier.Gather);
            return new GatherCost(gathered is null ? null : gathered with { Rows = names.Count }, null);
        }
        catch (Exception failure) when (failure is DbException or InvalidOperationException { InnerException: DbException })
        {
            return new GatherCost(null, $"It could not run: shard {failure.ShardName() ?? "of a server"} has no primary that answers.");
        }
    }
}
