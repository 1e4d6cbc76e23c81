namespace EfShard.Tests.Model.Blog;

/// <summary>Lives with the follower; the followed user may live elsewhere.</summary>
public class Follow
{
    public long FollowerId { get; set; }

    public long FollowedId { get; set; }

    public DateTime Since { get; set; }

    public virtual User Follower { get; set; } = null!;

    public virtual User Followed { get; set; } = null!;
}
