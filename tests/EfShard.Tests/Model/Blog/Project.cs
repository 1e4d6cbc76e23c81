namespace EfShard.Tests.Model.Blog;

/// <summary>Sharded by tenant; the model's query filter shows the context's tenant only.</summary>
public class Project
{
    public long Id { get; set; }

    public required string Tenant { get; set; }

    public required string Title { get; set; }
}
