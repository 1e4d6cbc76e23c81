using EfShard.Tests.Diagnostics;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Gathering;

/// <summary>Runs a piece: its rows are those of one database, its plan says what is shipped, and no more comes.</summary>
internal static class PieceRun
{
    public static async Task CheckAsync(Piece piece, BlogDatabases databases)
    {
        await using var single = databases.Single();
        var expected = await piece.Query(single).ToListAsync();
        Assert.NotEmpty(expected);

        await using var db = databases.Sharded(ShapeTraits.GatherRefused);
        Assert.Equal(expected, piece.Query(db).ToList());
        using var traces = new Traces();
        Assert.Equal(expected, await piece.Query(db).ToListAsync());

        var plan = piece.Query(db).ToShardPlanString();
        Assert.All(piece.Ships, line => Assert.True(plan.Contains(line, StringComparison.Ordinal), $"'{line}' is not in: {plan}"));
        var rows = RowsOf(traces);
        Assert.InRange(rows, 1, piece.MostRows(databases.Data));

        // What is sent to shards is never more than what would be gathered.
        await using var gathering = databases.Sharded(ShapeTraits.GatherRefused | ShapeTraits.GatherAlways);
        using var others = new Traces();
        Assert.Equal(expected, await piece.Query(gathering).ToListAsync());
        Assert.InRange(rows, 1, RowsOf(others));
    }

    // Not the warning: a gather of nothing but groups has none.
    private static long RowsOf(Traces traces)
        => (long)Assert.Single(traces.Of("EfShard.Statement"), a => a.GetTagItem("efshard.gathered.rows") is not null).GetTagItem("efshard.gathered.rows")!;
}
