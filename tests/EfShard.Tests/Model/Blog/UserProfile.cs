namespace EfShard.Tests.Model.Blog;

/// <summary>One-to-one with its user: the shard key is the primary key and the foreign key.</summary>
public class UserProfile
{
    public long UserId { get; set; }

    public required string Bio { get; set; }

    public string? Website { get; set; }

    public virtual User User { get; set; } = null!;
}
