namespace EfShard.Strategies;

/// <summary>A range of single-component shard keys. An absent bound is open: the range reaches to the end of the keys.</summary>
/// <param name="From">The lower bound.</param>
/// <param name="FromInclusive">Whether the lower bound itself belongs to the range.</param>
/// <param name="To">The upper bound.</param>
/// <param name="ToInclusive">Whether the upper bound itself belongs to the range.</param>
public readonly record struct ShardKeyRange(ShardKey? From, bool FromInclusive, ShardKey? To, bool ToInclusive);
