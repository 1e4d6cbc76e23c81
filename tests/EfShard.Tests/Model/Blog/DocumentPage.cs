namespace EfShard.Tests.Model.Blog;

public class DocumentPage
{
    public Guid DocumentId { get; set; }

    public int Number { get; set; }

    public required string Text { get; set; }

    public virtual Document Document { get; set; } = null!;
}
