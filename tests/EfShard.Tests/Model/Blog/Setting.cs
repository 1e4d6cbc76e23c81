namespace EfShard.Tests.Model.Blog;

/// <summary>An unsharded table.</summary>
public class Setting
{
    public required string Name { get; set; }

    public required string Value { get; set; }
}
