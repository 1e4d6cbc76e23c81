namespace EfShard.Tests.Model.Blog;

public class Note : Post
{
    public string? Mood { get; set; }
}
