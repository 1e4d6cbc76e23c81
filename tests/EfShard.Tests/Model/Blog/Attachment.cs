namespace EfShard.Tests.Model.Blog;

/// <summary>Owned by a post, in a table of its own whose only link to a shard is the post.</summary>
public class Attachment
{
    public int Number { get; set; }

    public required string FileName { get; set; }

    public int Size { get; set; }
}
