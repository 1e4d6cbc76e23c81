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

        return (Values, other.Values) switch
        {
            ({ } values, _) => Of(values.Where(key => Fits(key, other.Range!.Value)).ToList()),
            (_, { } values) => Of(values.Where(key => Fits(key, Range!.Value)).ToList()),
            _ => Of(Narrow(Range!.Value, other.Range!.Value)),
        };
    }

    /// <summary>Whether a key can lie in a range. In doubt it can: a domain may be too large, never too small.</summary>
    private static bool Fits(ShardKey key, ShardKeyRange range)
        => !(Compare(key, range.From) is { } fromStart && (fromStart < 0 || (fromStart == 0 && !range.FromInclusive && IsExact(key))))
            && !(Compare(key, range.To) is { } toEnd && (toEnd > 0 || (toEnd == 0 && !range.ToInclusive && IsExact(key))));

    // Times with the same count of microseconds may differ by less.
    private static bool IsExact(ShardKey key) => key.Kind is not ShardKeyKind.Timestamp;

    private static ShardKeyRange Narrow(ShardKeyRange left, ShardKeyRange right)
    {
        var from = left.From is null || (right.From is { } start && Compare(start, left.From) > 0) ? right : left;
        var to = left.To is null || (right.To is { } end && Compare(end, left.To) < 0) ? right : left;
        return new ShardKeyRange(from.From, from.FromInclusive, to.To, to.ToInclusive);
    }

    /// <summary>Compares keys whose order is the database's for certain: whole numbers, dates and times.</summary>
    private static int? Compare(ShardKey key, ShardKey? bound)
        => bound is { } other && other.Kind == key.Kind && (key.Kind is ShardKeyKind.Number or ShardKeyKind.Date or ShardKeyKind.Timestamp)
            ? ShardKeyOrder.Compare(key, bound.Value)
            : null;
}
