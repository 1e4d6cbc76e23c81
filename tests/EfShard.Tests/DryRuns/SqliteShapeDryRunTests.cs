using EfShard.Tests.Queries;
using EfShard.Tests.Queries.Harness;
using EfShard.Tests.Queries.Shapes;
using Xunit;

namespace EfShard.Tests.DryRuns;

/// <summary>Every shape that has to be gathered, on Sqlite.</summary>
public class SqliteShapeDryRunTests(SqliteBlog databases) : IClassFixture<SqliteBlog>
{
    [Theory]
    [MemberData(nameof(ShapeNames.SqliteRefusals), MemberType = typeof(ShapeNames))]
    public Task A_dry_run_says_what_would_be_shipped(string shape)
        => ShapeDryRun.CheckAsync(databases, QueryShapes.Get(shape), async: true);
}
