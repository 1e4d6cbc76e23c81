using EfShard.Strategies;

namespace EfShard.Tests.Update.Harness;

/// <summary>Puts author 5 of four shards on s1: tests can see where a row belongs.</summary>
public class ByRemainder(IReadOnlyList<string> shards) : ShardStrategy
{
    public override IReadOnlyList<string> Shards { get; } = shards;

    public override string Definition => "by-remainder";

    public override int Locate(in ShardKey key) => Place(key);

    protected int Place(in ShardKey key) => key.Kind switch
    {
        ShardKeyKind.Null => 0,
        ShardKeyKind.Text => key.Text.Length % Shards.Count,
        _ => (int)(key.Number % Shards.Count),
    };
}
