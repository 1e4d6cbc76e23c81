using System.Globalization;

namespace EfShard.Strategies;

/// <summary>
///     Consistent hashing: every shard has many points (virtual nodes) on a ring of all hashes, and a key belongs to the first point at or
///     after its hash. A shard added takes a fair share from all others, and no other key moves.
/// </summary>
/// <remarks>
///     The point number i of a shard is <c>hashtextextended(name || '#' || i, 0)</c>, i from 0. A key without a value has the hash 0.
///     With 150 virtual nodes the largest of four shards has usually less than 1.15 times its fair share.
/// </remarks>
public sealed class ConsistentHashStrategy : ShardStrategy
{
    /// <summary>The number of virtual nodes of a shard of weight 1 if none is given: 150.</summary>
    public const int DefaultVirtualNodes = 150;

    private readonly string[] _shards;
    private readonly SortedList<string, double> _weights;
    private readonly HashRing _ring;

    /// <summary>Makes a ring of shards of equal weight, with <see cref="DefaultVirtualNodes" /> each.</summary>
    /// <param name="shardNames">The names of the shards; their order plays no part.</param>
    /// <exception cref="ArgumentException">No name, an empty name, or the same name twice.</exception>
    public ConsistentHashStrategy(IEnumerable<string> shardNames)
        : this(shardNames, DefaultVirtualNodes)
    {
    }

    /// <summary>Makes a ring of shards of equal weight.</summary>
    /// <param name="shardNames">The names of the shards; their order plays no part.</param>
    /// <param name="virtualNodes">The number of points of each shard, from 1 to 100,000. More points make shares more even.</param>
    /// <exception cref="ArgumentException">No name, an empty name, the same name twice, or a number of virtual nodes out of bounds.</exception>
    public ConsistentHashStrategy(IEnumerable<string> shardNames, int virtualNodes)
        : this(ShardNames.Sorted(shardNames).Select(name => KeyValuePair.Create(name, 1.0)), virtualNodes)
    {
    }

    /// <summary>Makes a ring of shards with weights.</summary>
    /// <param name="weights">The weight of each shard: 1 is usual, a shard of weight 2 has twice the points and about twice the keys.</param>
    /// <param name="virtualNodes">The number of points of a shard of weight 1, from 1 to 100,000; <see cref="DefaultVirtualNodes" /> is usual.</param>
    /// <exception cref="ArgumentException">
    ///     No name, an empty name, the same name twice, a weight that is not above 0 and at most 1,000, or a number of virtual nodes out of bounds.
    /// </exception>
    public ConsistentHashStrategy(IEnumerable<KeyValuePair<string, double>> weights, int virtualNodes)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var given = weights.ToList();
        _shards = ShardNames.Sorted(given.Select(pair => pair.Key));
        VirtualNodes = virtualNodes is > 0 and <= 100_000 ? virtualNodes : throw StrategyErrors.VirtualNodes(virtualNodes);
        _weights = new SortedList<string, double>(StringComparer.Ordinal);
        foreach (var (name, weight) in given)
        {
            _weights.Add(name, weight is > 0 and <= 1000 ? weight : throw StrategyErrors.Weight(name));
        }

        _ring = new HashRing(_shards, _weights.Values.Select(weight => Math.Max(1, (int)Math.Round(weight * virtualNodes))).ToArray());
        var nodes = _weights.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{ShardNames.Escape(pair.Key)}*{pair.Value:R}"));
        Definition = string.Create(CultureInfo.InvariantCulture, $"ring-v1/{virtualNodes}:{string.Join(',', nodes)}");
    }

    /// <summary>The number of points of a shard of weight 1.</summary>
    public int VirtualNodes { get; }

    /// <summary>The weight of each shard, in the order of <see cref="Shards" />.</summary>
    public IReadOnlyDictionary<string, double> Weights => _weights;

    /// <inheritdoc />
    public override IReadOnlyList<string> Shards => _shards;

    /// <inheritdoc />
    public override string Definition { get; }

    /// <inheritdoc />
    public override int Locate(in ShardKey key) => _ring.OwnerOf(ShardKeyHash.Compute(key));

    /// <summary>The ring with one more shard. Only keys that the new shard takes move.</summary>
    /// <exception cref="ArgumentException">The shard is already there, its name is empty, or its weight is out of bounds.</exception>
    public ConsistentHashStrategy Add(string shardName, double weight = 1) => new(_weights.Append(KeyValuePair.Create(shardName, weight)), VirtualNodes);

    /// <summary>The ring without a shard. Only keys of that shard move.</summary>
    /// <exception cref="ArgumentException">There is no such shard, or it is the only one.</exception>
    public ConsistentHashStrategy Remove(string shardName)
        => !_weights.ContainsKey(shardName) ? throw StrategyErrors.UnknownShard(shardName)
            : _shards.Length == 1 ? throw StrategyErrors.LastShard(shardName)
            : new ConsistentHashStrategy(_weights.Where(pair => pair.Key != shardName), VirtualNodes);

    /// <summary>The share of all hashes that each shard owns, from 0 to 1; the sum is 1.</summary>
    public IReadOnlyDictionary<string, double> Distribution()
    {
        var shares = new SortedList<string, double>(_shards.ToDictionary(name => name, _ => 0.0), StringComparer.Ordinal);
        foreach (var (end, share) in HashRing.Arcs(_ring.Points.ToArray()))
        {
            shares[_shards[_ring.OwnerOf(end)]] += share;
        }

        return shares;
    }

    /// <summary>The share of all hashes, from 0 to 1, whose shard has another name in the other ring: what a change of rings would move.</summary>
    public double MovedShare(ConsistentHashStrategy other)
    {
        ArgumentNullException.ThrowIfNull(other);

        // Between two neighbouring points of either ring, every hash has the owners that the arc's end has.
        var points = _ring.Points.ToArray().Union(other._ring.Points.ToArray()).Order().ToArray();
        return HashRing.Arcs(points)
            .Where(arc => _shards[_ring.OwnerOf(arc.End)] != other._shards[other._ring.OwnerOf(arc.End)])
            .Sum(arc => arc.Share);
    }
}
