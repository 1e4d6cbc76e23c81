using EfShard.Tests.Queries.Harness;
using EfShard.Tests.Queries.Shapes;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>The shapes that read, where one shard has rows of the reference tables only.</summary>
public class SqliteEmptyShardTests(EmptyShardBlog databases) : IClassFixture<EmptyShardBlog>
{
    [Theory]
    [MemberData(nameof(ShapeNames.SqliteReads), MemberType = typeof(ShapeNames))]
    public Task A_shape_gives_what_one_database_gives(string shape)
        => ShapeRun.CheckAsync(databases, QueryShapes.Get(shape), async: true, QueryTrackingBehavior.TrackAll, countShards: false);

    [Fact]
    public async Task The_last_shard_has_no_users()
    {
        await using var shard = databases.Shard("s3");
        Assert.Empty(await shard.Users.ToListAsync());
        Assert.NotEmpty(await shard.Countries.ToListAsync());
    }
}
