using EfShard.Differential.Tests.Databases;
using EfShard.Differential.Tests.Model;
using EfShard.Differential.Tests.Rows;
using EfShard.TestServers;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>Every operator over every kind of mapping in every layout gives the rows of one database; and how, is written down.</summary>
[Collection(MatrixCollection.Name)]
public class MatrixTests(MatrixFixture matrix)
{
    // Written down anew with this variable, instead of compared.
    private static readonly bool Accept = Environment.GetEnvironmentVariable("EFSHARD_ACCEPT_PLANS") == "1";

    public static IEnumerable<object[]> Rows =>
        from query in Operators.All
        from layout in TrackerDatabases.Layouts
        select new object[] { query.Name, layout };

    public static TheoryData<Layout> Layouts => [.. TrackerDatabases.Layouts];

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_query_gives_the_rows_of_one_database_whatever_is_mapped(string query, Layout layout) => CheckRowsAsync(matrix.Sqlite, query, layout);

    [PostgresTheory]
    [MemberData(nameof(Rows))]
    public Task A_query_gives_the_rows_of_one_database_whatever_is_mapped_on_PostgreSQL(string query, Layout layout)
        => CheckRowsAsync(matrix.Postgres, query, layout);

    [Theory]
    [MemberData(nameof(Layouts))]
    public Task The_plans_are_those_that_are_written_down(Layout layout) => CheckPlansAsync(matrix.Sqlite, layout);

    [PostgresTheory]
    [MemberData(nameof(Layouts))]
    public Task The_plans_are_those_that_are_written_down_on_PostgreSQL(Layout layout) => CheckPlansAsync(matrix.Postgres, layout);

    private static async Task CheckRowsAsync(MatrixRun run, string query, Layout layout)
    {
        var wrong = new List<string>();
        foreach (var source in Sources.All)
        {
            if ((await run.CellAsync(Operators.Named(query), source, layout)).Wrong is { } difference)
            {
                wrong.Add($"{query}, {source}, {layout}: {difference}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    private static async Task CheckPlansAsync(MatrixRun run, Layout layout)
    {
        var file = PlanFile.Read(layout);
        var changed = new List<string>();
        foreach (var query in Operators.All)
        {
            foreach (var source in Sources.All)
            {
                var cell = await run.CellAsync(query, source, layout);
                var plan = new WrittenPlan(cell.Tier, string.Join(" | ", cell.Plan.Split('\n', StringSplitOptions.TrimEntries)));
                if (file.Find(query.Name, source.Name, run.Provider) != plan)
                {
                    changed.Add($"{query}, {source}:\n{plan}");
                    file.Set(query.Name, source.Name, run.Provider, plan);
                }
            }
        }

        if (Accept)
        {
            file.Write();
            return;
        }

        Assert.True(
            changed.Count == 0,
            $"{changed.Count} plans are not those of {file.Name}. If the change is meant, run these tests once with EFSHARD_ACCEPT_PLANS=1, and look at the "
            + $"difference.\n{string.Join("\n", changed.Take(20))}");
    }
}
