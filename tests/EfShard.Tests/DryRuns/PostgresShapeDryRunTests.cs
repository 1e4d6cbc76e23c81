using EfShard.Tests.Queries;
using EfShard.Tests.Queries.Harness;
using EfShard.Tests.Queries.Shapes;
using EfShard.TestServers;
using Xunit;

namespace EfShard.Tests.DryRuns;

/// <summary>Every shape that has to be gathered, on PostgreSQL, where rows of the first shard may stay in place.</summary>
public class PostgresShapeDryRunTests(PostgresBlog databases) : IClassFixture<PostgresBlog>
{
    [PostgresTheory]
    [MemberData(nameof(ShapeNames.PostgresRefusals), MemberType = typeof(ShapeNames))]
    public Task A_dry_run_says_what_would_be_shipped(string shape)
        => ShapeDryRun.CheckAsync(databases, QueryShapes.Get(shape), async: false);
}
