namespace EfShard.Tests.Model.Blog;

/// <summary>Owned by a user, in the user's own row.</summary>
public class Address
{
    public required string Street { get; set; }

    public required string Town { get; set; }

    public string? Zip { get; set; }
}
