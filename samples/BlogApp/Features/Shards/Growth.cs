using EfShard.Strategies;

namespace BlogApp.Features.Shards;

/// <summary>What one more shard would move.</summary>
/// <param name="NewShard">Its name.</param>
/// <param name="Ways">What it would move by each way of placing keys, the blog's own first.</param>
/// <param name="Moved">The slots that would move; empty if the blog's keys are not placed by slots.</param>
/// <param name="Largest">The users with the most posts.</param>
public sealed record Growth(string NewShard, IReadOnlyList<GrowthWay> Ways, IReadOnlyList<SlotRange> Moved, IReadOnlyList<LargeKey> Largest);
