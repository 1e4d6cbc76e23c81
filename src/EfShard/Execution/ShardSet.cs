namespace EfShard.Execution;

/// <summary>The shards that a statement asks, as indexes into the topology, ascending. One shard, the common case, takes no memory.</summary>
internal readonly struct ShardSet
{
    private readonly int[]? _shards;
    private readonly int _single;

    private ShardSet(int single, int[]? shards, bool isGathered = false, DividedKeys? keys = null)
    {
        _single = single;
        _shards = shards;
        IsGathered = isGathered;
        Keys = keys;
    }

    public static ShardSet Empty { get; } = new(0, []);

    public int Count => _shards?.Length ?? 1;

    public bool IsSingle => _shards is null;

    /// <summary>Whether rows of these shards are brought together, instead of merging what each answers.</summary>
    public bool IsGathered { get; }

    /// <summary>The keys that the statement lists, where finding the shards has divided them.</summary>
    public DividedKeys? Keys { get; }

    /// <summary>The shard at a position.</summary>
    public int this[int position] => _shards is null ? _single : _shards[position];

    public static ShardSet Of(int shard) => new(shard, null);

    public static ShardSet Of(IEnumerable<int> shards)
    {
        var sorted = shards.Distinct().Order().ToArray();
        return sorted.Length == 1 ? Of(sorted[0]) : new ShardSet(0, sorted);
    }

    /// <summary>The shards that own keys.</summary>
    public static ShardSet Of(DividedKeys keys)
    {
        var shards = keys.Shards();
        return shards.Length == 1 ? Of(shards[0]) : new ShardSet(0, shards, keys: keys);
    }

    /// <summary>Shards whose rows are brought together.</summary>
    public static ShardSet Gathered(IEnumerable<int> shards) => new(0, [.. shards], isGathered: true);

    public IEnumerable<int> AsEnumerable()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }
}
