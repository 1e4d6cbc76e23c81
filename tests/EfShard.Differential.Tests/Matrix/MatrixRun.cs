using System.Collections.Concurrent;
using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Databases;
using EfShard.Differential.Tests.Model;
using EfShard.Differential.Tests.Rows;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>The matrix on one provider: each cell is run once, when it is first asked for.</summary>
internal sealed class MatrixRun(TrackerDatabases databases)
{
    private static readonly World World = new(5, WorldShape.Even);

    private readonly ConcurrentDictionary<(MatrixOperator, Source), Answer> _expected = [];
    private readonly ConcurrentDictionary<(MatrixOperator, Source, Layout), Cell> _cells = [];

    public string Provider => databases.Provider;

    public async Task<Cell> CellAsync(MatrixOperator query, Source source, Layout layout)
        => _cells.TryGetValue((query, source, layout), out var cell) ? cell : _cells[(query, source, layout)] = await RunAsync(query, source, layout);

    private async Task<Cell> RunAsync(MatrixOperator query, Source source, Layout layout)
    {
        if (query.Impossible(source) is { } reason)
        {
            return new(Tier.None, $"impossible: {reason}", null);
        }

        await databases.FillAsync(World);
        var expected = _expected.TryGetValue((query, source), out var known)
            ? known
            : _expected[(query, source)] = await Answer.OfAsync(databases.Single, db => query.AskAsync(db, source));
        if (expected.Exception is { } exception)
        {
            return new(Tier.None, $"not translated by EF Core for one database: {FirstLine(exception.Message)}", null);
        }

        var actual = await Answer.OfAsync(() => databases.Sharded(layout), db => query.AskAsync(db, source));
        return actual.IsRefused
            ? new(Tier.Refused, $"refused: {actual.Exception!.Message}", null)
            : new(actual.Tier, actual.Plans.Count == 0 ? "no shard is asked" : string.Join('\n', actual.Plans).ReplaceLineEndings("\n"), Difference.Between("the shards", expected, actual));
    }

    private static string FirstLine(string text) => text.ReplaceLineEndings("\n").Split('\n')[0];
}
