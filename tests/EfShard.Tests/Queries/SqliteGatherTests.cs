using EfShard.Tests.Queries.Harness;
using EfShard.Tests.Queries.Shapes;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>
///     Gathering everything is right by construction, which makes it the measure of the cheaper tiers: so it must itself give what one database
///     gives, for every shape, those included that nothing else answers yet.
/// </summary>
public class SqliteGatherTests(SqliteBlog databases) : IClassFixture<SqliteBlog>
{
    [Theory]
    [MemberData(nameof(ShapeNames.SqliteLinq), MemberType = typeof(ShapeNames))]
    public Task A_shape_gives_what_one_database_gives_when_everything_is_gathered(string shape)
        => ShapeRun.CheckGatheredAsync(databases, QueryShapes.Get(shape), ShapeTraits.GatherAlways);

    [Theory]
    [MemberData(nameof(ShapeNames.SqliteLinq), MemberType = typeof(ShapeNames))]
    public Task The_oracle_gives_what_one_database_gives(string shape)
        => ShapeRun.CheckGatheredAsync(databases, QueryShapes.Get(shape), ShapeTraits.GatherAttached);

    [Theory]
    [MemberData(nameof(ShapeNames.SqliteRefusals), MemberType = typeof(ShapeNames))]
    public Task A_refused_shape_gives_what_one_database_gives_when_it_may_be_gathered(string shape)
        => ShapeRun.CheckGatheredAsync(databases, QueryShapes.Get(shape), ShapeTraits.GatherRefused);

    [Theory]
    [MemberData(nameof(ShapeNames.SqliteRefusals), MemberType = typeof(ShapeNames))]
    public Task It_gives_the_same_inside_a_transaction(string shape)
        => ShapeRun.CheckGatheredAsync(databases, QueryShapes.Get(shape), ShapeTraits.GatherRefused | ShapeTraits.InTransaction);
}
