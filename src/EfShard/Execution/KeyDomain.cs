using EfShard.Strategies;

namespace EfShard.Execution;

/// <summary>The values that one component of a shard key may have: a list, a range, or anything.</summary>
internal sealed class KeyDomain
{
    public static readonly KeyDomain Anything = new(null, null);

    private KeyDomain(IReadOnlyCollection<ShardKey>? values, ShardKeyRange? range)
    {
        Values = values;
        Range = range;
    }

    /// <summary>The list; <see langword="null" /> when the domain is not finite.</summary>
    public IReadOnlyCollection<ShardKey>? Values { get; }

    public ShardKeyRange? Range { get; }

    public bool IsEmpty => Values is { Count: 0 };

    public static KeyDomain Of(IReadOnlyCollection<ShardKey> values) => new(values, null);

    public static KeyDomain Of(ShardKeyRange range) => new(null, range);

    public KeyDomain Intersect(KeyDomain other)
    {
        if (ReferenceEquals(this, Anything))
        {
            return other;
        }

        if (ReferenceEquals(other, Anything))
        {
            return this;
        }

        if (Values is not null && other.Values is not null)
        {
            var theirs = other.Values as HashSet<ShardKey> ?? [.. other.Values];
            return Of(Values.Where(theirs.Contains).ToList());
        }

        // A list within a range: the list alone is enough, since a domain may only be too large, never too small.
        return Values is not null ? this
            : other.Values is not null ? other
            : Of(new ShardKeyRange(
                Range!.Value.From ?? other.Range!.Value.From,
                Range.Value.From is null ? other.Range!.Value.FromInclusive : Range.Value.FromInclusive,
                Range.Value.To ?? other.Range!.Value.To,
                Range.Value.To is null ? other.Range!.Value.ToInclusive : Range.Value.ToInclusive));
    }
}
