using EfShard.Tests.Queries.Harness;
using EfShard.Tests.Queries.Shapes;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>Every shape that reads, on four Sqlite shards and on one Sqlite database.</summary>
public class SqliteShapeTests(SqliteBlog databases) : IClassFixture<SqliteBlog>
{
    [Theory]
    [MemberData(nameof(ShapeNames.SqliteReads), MemberType = typeof(ShapeNames))]
    public Task A_shape_gives_what_one_database_gives(string shape)
        => ShapeRun.CheckAsync(databases, QueryShapes.Get(shape), async: true, QueryTrackingBehavior.TrackAll);

    [Theory]
    [MemberData(nameof(ShapeNames.SqliteReads), MemberType = typeof(ShapeNames))]
    public Task A_shape_gives_the_same_synchronously(string shape)
        => ShapeRun.CheckAsync(databases, QueryShapes.Get(shape), async: false, QueryTrackingBehavior.TrackAll);

    [Theory]
    [MemberData(nameof(ShapeNames.SqliteUntrackedReads), MemberType = typeof(ShapeNames))]
    public Task A_shape_gives_the_same_without_tracking(string shape)
        => ShapeRun.CheckAsync(databases, QueryShapes.Get(shape), async: true, QueryTrackingBehavior.NoTracking);
}
