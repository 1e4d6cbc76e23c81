namespace EfShard;

/// <summary>
///     A gathered query would have brought more rows together than <c>GatherBudget</c> allows. What was gathered so far has been thrown away; the
///     query's result was not begun.
/// </summary>
public sealed class GatherBudgetException : InvalidOperationException
{
    internal GatherBudgetException(long rows, long bytes, long maxRows, long maxBytes, string plan, string wayOut)
        : base(
            FormattableString.Invariant($"The query would gather more than its budget: {rows:N0} rows and {bytes:N0} bytes were reached, allowed are {maxRows:N0} rows")
            + (maxBytes == long.MaxValue ? "" : FormattableString.Invariant($" and {maxBytes:N0} bytes"))
            + $". Its plan:{Environment.NewLine}{plan}{Environment.NewLine}{wayOut}")
    {
        Rows = rows;
        Bytes = bytes;
        Plan = plan;
    }

    /// <summary>How many rows had been reached.</summary>
    public long Rows { get; }

    /// <summary>How many bytes had been reached.</summary>
    public long Bytes { get; }

    /// <summary>The query's plan: what is gathered, and why.</summary>
    public string Plan { get; }
}
