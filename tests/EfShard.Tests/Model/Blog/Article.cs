namespace EfShard.Tests.Model.Blog;

public class Article : Post
{
    public string? Summary { get; set; }

    public int WordCount { get; set; }
}
