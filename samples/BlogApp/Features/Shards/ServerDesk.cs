using BlogApp.Cluster;
using BlogApp.Data.Replicas;
using BlogApp.Hosting;
using BlogApp.Model;
using EfShard;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Shards;

/// <summary>The servers with how far they are behind and what can be done to them.</summary>
internal sealed class ServerDesk(IServiceScopeFactory scopes, BlogOptions options, CopySchedule copies)
{
    public async Task<IReadOnlyList<ServerState>> ReadAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var servers = scope.ServiceProvider.GetRequiredService<BlogContext>().Sharding().Servers;
        return [.. servers.Select(server => new ServerState(
            server,
            server.Lag ?? (options.UsesPostgres || server.TakesWrites ? null : copies.BehindOf(server.Shard)),
            options.UsesPostgres ? [.. ChangesOf(server, servers)] : []))];
    }

    /// <summary>Commits that a crash has left half done; null where the database has no two-phase commit.</summary>
    public async Task<RecoveryReport?> FindInDoubtAsync(CancellationToken cancellationToken)
    {
        if (!options.UsesPostgres)
        {
            return null;
        }

        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<BlogContext>().Sharding().FindInDoubtAsync(cancellationToken);
    }

    private static IEnumerable<(string Text, string Change)> ChangesOf(ShardServerStatus server, IReadOnlyList<ShardServerStatus> all)
    {
        var node = LocalCluster.NodeOf(server.Name);
        var primary = all.FirstOrDefault(other => other.Shard == server.Shard && other.TakesWrites && other.Failures == 0);
        if (server.Failures > 0)
        {
            if (primary is not null && primary.Name != server.Name)
            {
                yield return ("Bring back", $"rejoin {node} {LocalCluster.NodeOf(primary.Name)}");
            }
        }
        else if (server.TakesWrites)
        {
            yield return ("Kill", $"kill {node}");
        }
        else
        {
            yield return ("Pause", $"pause {node}");
            yield return ("Resume", $"resume {node}");
            if (primary is null)
            {
                yield return ("Promote", $"promote {node}");
            }
        }
    }
}
