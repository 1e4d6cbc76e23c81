using EfShard.Tests.Queries.Harness;
using EfShard.Tests.Queries.Shapes;
using EfShard.TestServers;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>Every shape that reads, with its rows brought together by COPY from four PostgreSQL servers.</summary>
public class PostgresGatherTests(PostgresBlog databases) : IClassFixture<PostgresBlog>
{
    [PostgresTheory]
    [MemberData(nameof(ShapeNames.PostgresLinq), MemberType = typeof(ShapeNames))]
    public Task A_shape_gives_what_one_database_gives_when_everything_is_gathered(string shape)
        => ShapeRun.CheckGatheredAsync(databases, QueryShapes.Get(shape), ShapeTraits.GatherAlways);

    [PostgresTheory]
    [MemberData(nameof(ShapeNames.PostgresRefusals), MemberType = typeof(ShapeNames))]
    public Task A_shape_that_must_be_gathered_gives_what_one_database_gives(string shape)
        => ShapeRun.CheckGatheredAsync(databases, QueryShapes.Get(shape), ShapeTraits.GatherRefused);

    [PostgresTheory]
    [MemberData(nameof(ShapeNames.PostgresRefusals), MemberType = typeof(ShapeNames))]
    public Task It_gives_the_same_synchronously(string shape)
        => ShapeRun.CheckGatheredAsync(databases, QueryShapes.Get(shape), ShapeTraits.GatherRefused, isAsync: false);

    [PostgresTheory]
    [MemberData(nameof(ShapeNames.PostgresRefusals), MemberType = typeof(ShapeNames))]
    public Task It_gives_the_same_inside_a_transaction(string shape)
        => ShapeRun.CheckGatheredAsync(databases, QueryShapes.Get(shape), ShapeTraits.GatherRefused | ShapeTraits.InTransaction);
}
