namespace EfShard.Execution;

/// <summary>The values of a statement's list of shard keys, divided among the shards that own them, each shard's in the list's order.</summary>
internal sealed class DividedKeys
{
    private static readonly List<object> None = [];

    private readonly List<object>?[] _owned;

    /// <param name="values">The values.</param>
    /// <param name="shards">Where each of them belongs, as indexes into the topology.</param>
    /// <param name="shardCount">How many shards the topology has.</param>
    public DividedKeys(List<object> values, ReadOnlySpan<int> shards, int shardCount)
    {
        _owned = new List<object>?[shardCount];
        for (var i = 0; i < values.Count; i++)
        {
            (_owned[shards[i]] ??= []).Add(values[i]);
        }
    }

    /// <summary>The shards that own any, ascending.</summary>
    public int[] Shards()
    {
        var shards = new List<int>(_owned.Length);
        for (var shard = 0; shard < _owned.Length; shard++)
        {
            if (_owned[shard] is not null)
            {
                shards.Add(shard);
            }
        }

        return [.. shards];
    }

    /// <summary>What a shard owns.</summary>
    public List<object> Of(int shard) => _owned[shard] ?? None;
}
