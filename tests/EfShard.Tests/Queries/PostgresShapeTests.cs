using EfShard.Tests.Queries.Harness;
using EfShard.Tests.Queries.Shapes;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>Every shape that reads, on four PostgreSQL servers and in one PostgreSQL database.</summary>
public class PostgresShapeTests(PostgresBlog databases) : IClassFixture<PostgresBlog>
{
    [PostgresTheory]
    [MemberData(nameof(ShapeNames.PostgresReads), MemberType = typeof(ShapeNames))]
    public Task A_shape_gives_what_one_database_gives(string shape)
        => ShapeRun.CheckAsync(databases, QueryShapes.Get(shape), async: true, QueryTrackingBehavior.TrackAll);

    [PostgresTheory]
    [MemberData(nameof(ShapeNames.PostgresReads), MemberType = typeof(ShapeNames))]
    public Task A_shape_gives_the_same_synchronously(string shape)
        => ShapeRun.CheckAsync(databases, QueryShapes.Get(shape), async: false, QueryTrackingBehavior.TrackAll);

    [PostgresTheory]
    [MemberData(nameof(ShapeNames.PostgresUntrackedReads), MemberType = typeof(ShapeNames))]
    public Task A_shape_gives_the_same_without_tracking(string shape)
        => ShapeRun.CheckAsync(databases, QueryShapes.Get(shape), async: true, QueryTrackingBehavior.NoTracking);
}
