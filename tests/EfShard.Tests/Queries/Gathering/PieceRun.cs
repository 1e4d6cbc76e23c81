using System.Globalization;
using System.Text.RegularExpressions;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Gathering;

/// <summary>Runs a piece: its rows are those of one database, its plan says what is shipped, and no more comes.</summary>
internal static partial class PieceRun
{
    public static async Task CheckAsync(Piece piece, BlogDatabases databases)
    {
        await using var single = databases.Single();
        var expected = await piece.Query(single).ToListAsync();
        Assert.NotEmpty(expected);

        var messages = new List<string>();
        await using var db = databases.Sharded(ShapeTraits.GatherRefused, o => o.LogTo(messages.Add, [ShardingEventId.QueryGathered]));
        Assert.Equal(expected, piece.Query(db).ToList());
        using (db.Sharding().UseGather(GatherPolicy.Warn))
        {
            Assert.Equal(expected, await piece.Query(db).ToListAsync());
        }

        var plan = piece.Query(db).ToShardPlanString();
        Assert.All(piece.Ships, line => Assert.True(plan.Contains(line, StringComparison.Ordinal), $"'{line}' is not in: {plan}"));
        var rows = int.Parse(Rows().Match(Assert.Single(messages)).Groups[1].Value, NumberStyles.Integer | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.InRange(rows, 1, piece.MostRows(databases.Data));
    }

    [GeneratedRegex(@"gathered ([\d,]+) rows")]
    private static partial Regex Rows();
}
