namespace EfShard.Providers.Gathering;

/// <summary>Counts what one gather brings together, and stops it at the budget.</summary>
/// <param name="maxRows">The most rows that it may hold.</param>
/// <param name="maxBytes">The most bytes that it may ship.</param>
/// <param name="exceeded">Makes the error from the rows and bytes so far.</param>
internal sealed class GatherMeter(long maxRows, long maxBytes, Func<long, long, Exception> exceeded)
{
    /// <summary>Rows brought together so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Bytes of those that left their shard: rows that stay where they are cost none.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether bytes have a limit, so that they must be counted before rows are held.</summary>
    public bool LimitsBytes => maxBytes < long.MaxValue;

    /// <summary>How many rows are worth asking a shard for: one more than allowed is enough to know.</summary>
    public long RowsWorthAsking => maxRows - Rows is var left && left < long.MaxValue ? left + 1 : left;

    /// <summary>Whether so many more are within the budget.</summary>
    public bool Allows(long rows, long bytes) => Rows + rows <= maxRows && Bytes + bytes <= maxBytes;

    /// <summary>Counts rows and bytes that are about to be written to the temporary table.</summary>
    /// <exception cref="GatherBudgetException">They are more than the budget.</exception>
    public void Add(long rows, long bytes)
    {
        Rows += rows;
        Bytes += bytes;
        if (Rows > maxRows || Bytes > maxBytes)
        {
            throw exceeded(Rows, Bytes);
        }
    }
}
