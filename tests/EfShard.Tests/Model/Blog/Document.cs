namespace EfShard.Tests.Model.Blog;

/// <summary>Sharded by a Guid.</summary>
public class Document
{
    public Guid Id { get; set; }

    public required string Title { get; set; }

    public int Revision { get; set; }

    public virtual ICollection<DocumentPage> Pages { get; set; } = new List<DocumentPage>();
}
