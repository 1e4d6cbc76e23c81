namespace EfShard.Strategies;

/// <summary>The first and the last whole number (of a number, a day, a microsecond) that keys within a range of keys can have.</summary>
internal readonly record struct WholeKeys(long First, long Last)
{
    /// <summary>Turns a range of numbers, dates or times, open or closed, into its first and last number; nothing if it is empty.</summary>
    public static WholeKeys? Of(in ShardKeyRange range)
    {
        var (first, last) = (long.MinValue, long.MaxValue);
        if (range.From is { } from)
        {
            // A time is kept finer than a microsecond by Sqlite: a time after 12:00 may have 12:00's own count of microseconds.
            var skip = !range.FromInclusive && from.Kind != ShardKeyKind.Timestamp;
            if (skip && from.Number == long.MaxValue)
            {
                return null;
            }

            first = from.Number + (skip ? 1 : 0);
        }

        if (range.To is { } to)
        {
            // For the same reason a time before 12:00 and a fraction of a microsecond may have 12:00's own count.
            var skip = !range.ToInclusive && !to.IsTruncated;
            if (skip && to.Number == long.MinValue)
            {
                return null;
            }

            last = to.Number - (skip ? 1 : 0);
        }

        return first <= last ? new WholeKeys(first, last) : null;
    }
}
