using BlogApp.Model;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Shards;

/// <summary>A join that no shard can do by itself: the page shows how it would be answered.</summary>
internal static class CrossShardJoin
{
    // Deliberate, so that the build shows what such a query looks like to the compiler (EFS0001): a user's follows live with the user, the
    // followed anywhere. The pages ask in two steps instead (UserEndpoints), which reads from each shard only what it has.
    public static IQueryable<string> NamesOfFollowed(BlogContext context, long follower)
        => context.Follows
            .Where(f => f.FollowerId == follower)
            .Join(context.Users, f => f.FollowedId, u => u.Id, (f, u) => u.Name);

    /// <summary>The plan, as the library writes it. Nothing is sent to a shard.</summary>
    public static string Plan(BlogContext context) => NamesOfFollowed(context, follower: 1).ToShardPlanString();
}
