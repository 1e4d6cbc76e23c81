namespace EfShard.Tests.Model.Blog;

/// <summary>A person: the root of the co-location group that most tables follow.</summary>
public class User
{
    public long Id { get; set; }

    public required string Name { get; set; }

    /// <summary>Ordered without regard to (ASCII) case on Sqlite.</summary>
    public required string Nickname { get; set; }

    public string? City { get; set; }

    public int? Age { get; set; }

    public DateTime CreatedAt { get; set; }

    public double Score { get; set; }

    public decimal Balance { get; set; }

    public bool IsActive { get; set; }

    public Level Level { get; set; }

    public required string CountryCode { get; set; }

    public List<string> Languages { get; set; } = [];

    public virtual Address Address { get; set; } = null!;

    public virtual Preferences Preferences { get; set; } = null!;

    public virtual Country Country { get; set; } = null!;

    public virtual UserProfile? Profile { get; set; }

    public virtual ICollection<Post> Posts { get; set; } = new List<Post>();

    public virtual ICollection<Follow> Following { get; set; } = new List<Follow>();

    public virtual ICollection<Payment> Payments { get; set; } = new List<Payment>();

    public virtual ICollection<Badge> Badges { get; set; } = new List<Badge>();
}
