using System.Data.Common;

namespace EfShard.Execution.Combining;

/// <summary>Adds counts.</summary>
internal sealed class CountAccumulator(int ordinal) : Accumulator
{
    private long _count;

    public override object Value => _count;

    public override void Add(DbDataReader row) => _count += row.GetInt64(ordinal);
}
