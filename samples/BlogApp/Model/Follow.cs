namespace BlogApp.Model;

/// <summary>
/// One user follows another. Sharded by <see cref="FollowerId"/>: whom a user follows is asked on every view of the
/// feed, so that list must come from one shard; the followed users may live anywhere.
/// </summary>
public sealed class Follow
{
    public required long FollowerId { get; init; }

    public required long FollowedId { get; init; }

    public User? Follower { get; set; }

    public User? Followed { get; set; }
}
