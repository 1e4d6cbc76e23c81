namespace EfShard.Tests.Model.Blog;

/// <summary>A reference table that users require.</summary>
public class Country
{
    public required string Code { get; set; }

    public required string Name { get; set; }

    public required string Continent { get; set; }

    public virtual ICollection<User> Users { get; set; } = new List<User>();
}
