namespace EfShard.Tests.Model.Blog;

/// <summary>Sharded by text.</summary>
public class Account
{
    public required string Login { get; set; }

    public required string Plan { get; set; }

    public DateTime? LastSeenAt { get; set; }
}
