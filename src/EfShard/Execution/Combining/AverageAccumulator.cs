using System.Data.Common;

namespace EfShard.Execution.Combining;

/// <summary>Divides the sum of all legs by the count of all legs; the average of nothing is null.</summary>
internal sealed class AverageAccumulator(int sum, int count, Func<object, long, object> divide) : Accumulator
{
    private readonly SumAccumulator _sum = new(sum);
    private readonly CountAccumulator _count = new(count);

    public override object? Value => _sum.Value is { } total && _count.Value is long and not 0 and var number ? divide(total, number) : null;

    public override void Add(DbDataReader row)
    {
        _sum.Add(row);
        _count.Add(row);
    }
}
