namespace EfShard.Benchmarks.Blog;

internal sealed class Post
{
    public long Id { get; set; }

    public long AuthorId { get; set; }

    public string Title { get; set; } = "";

    public string Body { get; set; } = "";

    public int TopicId { get; set; }

    public int Likes { get; set; }

    public DateTime WrittenAt { get; set; }
}
