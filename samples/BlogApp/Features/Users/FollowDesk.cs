using BlogApp.Model;
using EfShard;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Users;

/// <summary>
/// Follows and unfollows. The two rows of a follow live on the shards of both users and are one <c>SaveChanges</c>: on PostgreSQL all or nothing, by
/// two-phase commit; on Sqlite one file after the other, so that each change is made such that doing it again finishes what was left half done.
/// </summary>
internal sealed class FollowDesk(BlogContext context)
{
    /// <returns>False if there is no such user to follow.</returns>
    public async Task<bool> FollowAsync(User follower, long followedId, CancellationToken cancellationToken)
    {
        if (followedId == follower.Id || !await context.Users.AnyAsync(u => u.Id == followedId, cancellationToken))
        {
            return false;
        }

        var (follow, other) = await FindAsync(follower.Id, followedId, cancellationToken);
        if (follow is null)
        {
            context.Follows.Add(new Follow { FollowerId = follower.Id, FollowedId = followedId });
        }

        if (other is null)
        {
            context.Followers.Add(new Follower { FollowedId = followedId, FollowerId = follower.Id, FollowerName = follower.Name });
        }

        await context.SaveChangesAsync(cancellationToken);
        return true;
    }

    public async Task UnfollowAsync(long followerId, long followedId, CancellationToken cancellationToken)
    {
        var (follow, other) = await FindAsync(followerId, followedId, cancellationToken);
        context.RemoveRange(new object?[] { follow, other }.OfType<object>());
        await context.SaveChangesAsync(cancellationToken);
    }

    // What is written next depends on it: a copy that is behind would not do.
    private async Task<(Follow? Follow, Follower? Other)> FindAsync(long followerId, long followedId, CancellationToken cancellationToken)
        => (await context.Follows.WithConsistency(Consistency.Strong).FirstOrDefaultAsync(f => f.FollowerId == followerId && f.FollowedId == followedId, cancellationToken),
            await context.Followers.WithConsistency(Consistency.Strong).FirstOrDefaultAsync(f => f.FollowedId == followedId && f.FollowerId == followerId, cancellationToken));
}
