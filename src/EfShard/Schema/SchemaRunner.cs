using System.Diagnostics;
using EfShard.Topology;

namespace EfShard.Schema;

/// <summary>Runs a step on every shard that is not detached, whatever happens on the others, and reports.</summary>
internal sealed class SchemaRunner(ShardTopology topology, bool isBlocking)
{
    public ShardSchemaReport Run(Func<ShardNode, ShardSchemaOutcome> step)
    {
        var results = new List<ShardSchemaResult>();
        foreach (var node in topology.Attached)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                results.Add(Result(node, step(node), null, start));
            }
            catch (Exception e)
            {
                results.Add(Result(node, ShardSchemaOutcome.Failed, e, start));
            }
        }

        return Report(results);
    }

    /// <summary>In parallel where the provider really waits without a thread; a blocking one would only queue up behind itself.</summary>
    public async Task<ShardSchemaReport> RunAsync(
        Func<ShardNode, CancellationToken, Task<ShardSchemaOutcome>> step,
        CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(isBlocking ? 1 : topology.MaxParallelShards);
        var results = await Task.WhenAll(topology.Attached.Select(async node =>
        {
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await RunAsync(node, step, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        })).ConfigureAwait(false);
        return Report(results);
    }

    private static async Task<ShardSchemaResult> RunAsync(
        ShardNode node,
        Func<ShardNode, CancellationToken, Task<ShardSchemaOutcome>> step,
        CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return Result(node, await step(node, cancellationToken).ConfigureAwait(false), null, start);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Result(node, ShardSchemaOutcome.Failed, e, start);
        }
    }

    private static ShardSchemaResult Result(ShardNode node, ShardSchemaOutcome outcome, Exception? error, long start)
        => new(new Shard(node.Name), outcome, error, Stopwatch.GetElapsedTime(start));

    private static ShardSchemaReport Report(IEnumerable<ShardSchemaResult> results)
        => new(results.OrderBy(r => r.Shard.Name, StringComparer.Ordinal).ToArray());
}
