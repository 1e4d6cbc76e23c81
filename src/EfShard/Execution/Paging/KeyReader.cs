using System.Data.Common;
using EfShard.Execution.Combining;
using EfShard.Planning.Paging;

namespace EfShard.Execution.Paging;

/// <summary>Reads the primary key behind the sort keys of <see cref="PagePlan.Keys" />, as the model has it: so it goes back as a parameter.</summary>
internal sealed class KeyReader(PagePlan plan)
{
    private readonly Func<DbDataReader, int, object>[] _reads = [.. plan.RowKey.Select(c => MappedRead.Of(c.TypeMapping!))];

    public object?[] Read(DbDataReader reader)
    {
        var key = new object?[_reads.Length];
        for (var i = 0; i < key.Length; i++)
        {
            var value = _reads[i](reader, plan.MergeKeys.Count + i);
            key[i] = plan.RowKey[i].TypeMapping!.Converter is { } converter ? converter.ConvertFromProvider(value) : value;
        }

        return key;
    }
}
