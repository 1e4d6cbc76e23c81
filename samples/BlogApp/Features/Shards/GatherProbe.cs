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
    /// <returns>The query as the log would show it; null where nothing was gathered, because one shard had all rows.</returns>
    public async Task<QueryLogEntry?> RunAsync(long follower, CancellationToken cancellationToken)
    {
        using var capture = new QueryCapture();
        var names = await CrossShardJoin.NamesOfFollowed(context, follower).WithGather(GatherPolicy.Allow).ToListAsync(cancellationToken);
        return capture.Entries.Select(entry => entry with { Rows = entry.Rows ?? names.Count }).FirstOrDefault(entry => entry.Tier is QueryTier.Gather);
    }
}
