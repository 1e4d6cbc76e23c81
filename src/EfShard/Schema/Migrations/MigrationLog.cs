using System.Diagnostics;
using EfShard.Topology;

namespace EfShard.Schema.Migrations;

/// <summary>Notes which migration of which shard began when, and how it ended, for the report. Shards work in parallel.</summary>
internal sealed class MigrationLog
{
    private readonly object _lock = new();
    private readonly Dictionary<ShardNode, (MigrationStep Step, long Start)> _running = [];
    private readonly List<ShardSchemaResult> _results = [];

    public ShardNode Begin(ShardNode node, MigrationStep step)
    {
        lock (_lock)
        {
            _running[node] = (step, Stopwatch.GetTimestamp());
        }

        return node;
    }

    public void End(ShardNode node)
    {
        lock (_lock)
        {
            _running.Remove(node, out var done);
            _results.Add(Result(node, done.Step, done.Step.IsRevert ? ShardSchemaOutcome.Reverted : ShardSchemaOutcome.Migrated, null, Stopwatch.GetElapsedTime(done.Start)));
        }
    }

    /// <summary>The report: a line for each migration of each shard, and for a shard that had none to run or failed before its next.</summary>
    public ShardSchemaReport Report(ShardSchemaReport shards)
    {
        foreach (var shard in shards.Shards)
        {
            var running = _running.FirstOrDefault(pair => pair.Key.Name == shard.Shard.Name);
            if (shard.Error is not null)
            {
                _results.Add(Result(
                    running.Key,
                    running.Value.Step,
                    ShardSchemaOutcome.Failed,
                    shard.Error,
                    running.Key is null ? shard.Duration : Stopwatch.GetElapsedTime(running.Value.Start),
                    shard.Shard));
            }
            else if (_results.TrueForAll(result => result.Shard.Name != shard.Shard.Name))
            {
                _results.Add(shard);
            }
        }

        return new ShardSchemaReport(_results.OrderBy(result => result.Shard.Name, StringComparer.Ordinal).ToArray());
    }

    private static ShardSchemaResult Result(
        ShardNode? node,
        MigrationStep? step,
        ShardSchemaOutcome outcome,
        Exception? error,
        TimeSpan duration,
        Shard? shard = null)
        => new(shard ?? new Shard(node!.Name), outcome, error, duration, step?.Id);
}
