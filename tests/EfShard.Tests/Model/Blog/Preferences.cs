namespace EfShard.Tests.Model.Blog;

/// <summary>Owned by a user, as a JSON document in the user's row.</summary>
public class Preferences
{
    public required string Theme { get; set; }

    public int PageSize { get; set; }
}
