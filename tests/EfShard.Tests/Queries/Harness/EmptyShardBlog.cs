using EfShard.Tests.Model.Blog;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Queries.Harness;

/// <summary>The Sqlite databases with other users: the last shard has none, and so none of what lives with users.</summary>
public sealed class EmptyShardBlog : SqliteBlog
{
    private const string Empty = "s3";
    private const int Users = 60;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        long[] ids;
        await using (var sharded = Sharded())
        {
            var facade = sharded.Sharding();
            ids = [.. Enumerable.Range(1, 4 * Users).Select(i => (long)i).Where(id => facade.ShardOf<User>(id).Name != Empty).Take(Users)];
        }

        await RefillAsync(BlogData.Create(ids));
    }
}
