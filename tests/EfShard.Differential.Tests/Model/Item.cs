namespace EfShard.Differential.Tests.Model;

/// <summary>The root of a hierarchy in one table.</summary>
public class Item : Thing
{
    public long? ProjectId { get; set; }

    public Project? Project { get; set; }

    public List<Tag> Tags { get; } = [];

    public List<ItemTag> ItemTags { get; } = [];
}
