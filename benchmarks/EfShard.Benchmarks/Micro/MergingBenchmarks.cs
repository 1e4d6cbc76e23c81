using System.Data;
using BenchmarkDotNet.Attributes;
using EfShard.Execution.Merging;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Benchmarks.Micro;

/// <summary>10,000 rows that lie in memory, read one leg after the other, and merged by a key: what the merge itself takes.</summary>
public class MergingBenchmarks
{
    private const int Rows = 10_000;

    private DataTable[] _tables = [];

    [Params(4, 16, 64)]
    public int Legs { get; set; }

    [GlobalSetup]
    public void SetUp()
        => _tables =
        [
            .. Enumerable.Range(0, Legs).Select(leg =>
            {
                var table = new DataTable();
                table.Columns.Add("key", typeof(long));
                for (var i = leg; i < Rows; i += Legs)
                {
                    table.Rows.Add((long)i);
                }

                return table;
            }),
        ];

    [Benchmark(Baseline = true, Description = "one after the other")]
    public int Concatenate() => Drain(new ConcatenatingMerge(Open()));

    [Benchmark(Description = "merged by a key")]
    public int Merge()
    {
        var legs = Open();
        return Drain(new OrderedMerge(legs, MergeColumn.Of([new MergeKey(0, ValueOrder.Integer, IsAscending: true, NullsFirst: false, "key")], legs)));
    }

    private static int Drain(RowMerge merge)
    {
        var rows = 0;
        while (merge.Next() != RowMerge.End)
        {
            rows++;
        }

        return rows == Rows ? rows : throw new InvalidOperationException($"{rows} of {Rows} rows came.");
    }

    private RelationalDataReader[] Open() => Array.ConvertAll(_tables, table =>
    {
        // Neither a connection nor a command stands behind it: a merge reads rows only.
        var leg = new RelationalDataReader();
        leg.Initialize(null!, null!, table.CreateDataReader(), Guid.Empty, null);
        return leg;
    });
}
