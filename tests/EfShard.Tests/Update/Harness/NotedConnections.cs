using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Tests.Update.Harness;

/// <summary>Connections to nowhere that note what they are told of writes.</summary>
internal sealed class NotedConnections(ShardTopology topology) : IShardConnections
{
    public List<string> Notes { get; } = [];

    public ShardTopology Topology { get; } = topology;

    public bool AreAttached => false;

    public bool HasInterceptors { get; init; }

    public string? SchemaOf(int shard) => null;

    public IRelationalConnection this[int shard] => throw new NotSupportedException();

    /// <summary>Shards s0, s1, ... under a policy.</summary>
    public static ShardTopology Shards(int count, CrossShardCommit policy = CrossShardCommit.TwoPhase)
        => new([.. Enumerable.Range(0, count).Select(i => new ShardNode(i, $"s{i}", new ShardEndpoint("nowhere", null), [], 1))], [], 0) { CrossShardCommit = policy };

    public void NoteWrite(int shard) => Notes.Add($"written {shard}");

    public bool NoteFailure(int shard, Exception exception, bool isCommitted)
    {
        Notes.Add($"failed {shard} {isCommitted}");
        return true;
    }

    public void RefuseUnreplicated(int shard)
    {
    }

    public void SettleWrites(int shard) => Notes.Add($"settled {shard}");

    public ValueTask SettleWritesAsync(int shard)
    {
        Notes.Add($"settled later {shard}");
        return ValueTask.CompletedTask;
    }

    public Action? KeepUnsettled(int shard) => null;

    public void FindPrimary(int shard) => throw new NotSupportedException();

    public Task FindPrimaryAsync(int shard, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IRelationalConnection CreateApart(int shard) => throw new NotSupportedException();

    public IRelationalConnection CreateUnverified(int shard) => throw new NotSupportedException();
}
