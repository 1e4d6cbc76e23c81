using EfShard.Strategies;

namespace BlogApp.Features.Shards;

/// <summary>What changes while the page is looked at.</summary>
/// <param name="Shards">The shards.</param>
/// <param name="Strategy">How keys are placed on them.</param>
/// <param name="Hot">The users asked for most.</param>
public sealed record ShardsState(IReadOnlyList<ShardState> Shards, ShardStrategy Strategy, IReadOnlyList<HotKey> Hot)
{
    /// <summary>The class of a shard's colour.</summary>
    public string ColorOf(string shard) => ShardColor.Of(Shards.FirstOrDefault(s => s.Name == shard)?.Index ?? Shards.Count);
}
