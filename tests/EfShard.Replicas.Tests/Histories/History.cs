using System.Collections.Concurrent;
using System.Diagnostics;

namespace EfShard.Replicas.Tests.Histories;

/// <summary>Everything that happened in a run, and what of it should not have.</summary>
public sealed class History
{
    private readonly ConcurrentQueue<Operation> _operations = new();

    public int Count => _operations.Count;

    public int Reads => _operations.Count(o => !o.IsWrite);

    public void Add(Operation operation) => _operations.Enqueue(operation);

    /// <summary>Reads that saw less than the client's own session had written or, where its level promises that, read; sessions go on through tokens.</summary>
    public IReadOnlyList<Operation> SessionViolations() => [.. _operations.Where(o => !o.IsWrite && o.Value < o.MustSee)];

    /// <summary>Reads that saw less than what was acknowledged a bound before they began.</summary>
    public IReadOnlyList<Operation> StaleReads(Func<int, TimeSpan?> boundOf)
    {
        var writes = _operations.Where(o => o.IsWrite).GroupBy(o => o.Register)
            .ToDictionary(g => g.Key, g => g.OrderBy(o => o.Ended).ToArray());
        return [.. _operations.Where(o => !o.IsWrite && boundOf(o.Client) is { } bound && o.Value < Acknowledged(o, bound))];

        long Acknowledged(Operation read, TimeSpan bound)
        {
            var before = read.Begun - (long)(bound.TotalSeconds * Stopwatch.Frequency);
            return writes.GetValueOrDefault(read.Register, []).TakeWhile(w => w.Ended <= before).Select(w => w.Value).DefaultIfEmpty().Max();
        }
    }

    /// <summary>The largest acknowledged value of each register.</summary>
    public IReadOnlyDictionary<long, long> Acknowledged()
        => _operations.Where(o => o.IsWrite).GroupBy(o => o.Register).ToDictionary(g => g.Key, g => g.Max(o => o.Value));
}
