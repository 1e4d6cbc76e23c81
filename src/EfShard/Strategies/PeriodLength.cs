namespace EfShard.Strategies;

/// <summary>How long a period is. The value is its number of months.</summary>
internal enum PeriodLength
{
    Month = 1,
    Quarter = 3,
    Year = 12,
}
