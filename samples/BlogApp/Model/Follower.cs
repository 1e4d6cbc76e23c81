namespace BlogApp.Model;

/// <summary>
/// The other side of a <see cref="Follow"/>, sharded by <see cref="FollowedId"/>: who follows a user is asked on the user's page, and must come from
/// one shard too. The two rows of a follow live on two shards, and are written in one commit.
/// </summary>
public sealed class Follower
{
    public required long FollowedId { get; init; }

    public required long FollowerId { get; init; }

    /// <summary>The follower's name when the follow began: the follower may live on another shard.</summary>
    public required string FollowerName { get; init; }

    public User? Followed { get; set; }
}
