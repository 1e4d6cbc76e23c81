using BenchmarkDotNet.Attributes;
using EfShard.Execution;
using EfShard.Topology;

namespace EfShard.Benchmarks.Micro;

/// <summary>Which of 1,000 shards a cached plan asks: what each execution pays before anything is sent.</summary>
public class RoutingBenchmarks
{
    private const int Shards = 1_000;

    private Subject _subject = null!;
    private ShardTopology _topology = null!;
    private StatementTemplate _point = null!;
    private StatementTemplate _list = null!;
    private IReadOnlyDictionary<string, object?> _pointValues = null!;
    private IReadOnlyDictionary<string, object?> _listValues = null!;

    [Params("hash", "consistent hash", "range")]
    public string Strategy { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        var id = 123_456L;
        var ids = Enumerable.Range(0, 50).Select(i => i * 7_919L).ToList();
        _subject = new Subject(Shards, Place);
        _topology = _subject.Topology;
        (_point, _pointValues) = _subject.StatementOf(c => c.Users.Where(u => u.Id == id));
        (_list, _listValues) = _subject.StatementOf(c => c.Users.Where(u => ids.Contains(u.Id)));
    }

    [GlobalCleanup]
    public void CleanUp() => _subject.Dispose();

    [Benchmark(Description = "route a point query")]
    public int Point() => new ShardBinder(_topology).Bind(_point.Plan, _pointValues).Count;

    [Benchmark(Description = "route a list of 50 keys")]
    public int ListOf50() => new ShardBinder(_topology).Bind(_list.Plan, _listValues).Count;

    private void Place(ShardGroupBuilder group)
        => _ = Strategy switch
        {
            "hash" => group.Hash(),
            "consistent hash" => group.ConsistentHash(virtualNodes: 150),
            _ => group.Range<long>(range =>
            {
                for (var shard = 0; shard < Shards - 1; shard++)
                {
                    range.Below((shard + 1) * 1_000L, $"s{shard}");
                }

                range.Rest($"s{Shards - 1}");
            }),
        };
}
