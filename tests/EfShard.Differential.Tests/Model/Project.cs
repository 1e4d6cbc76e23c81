namespace EfShard.Differential.Tests.Model;

/// <summary>A document in JSON, a collection of primitive values.</summary>
public sealed class Project : Thing
{
    public Outline Outline { get; set; } = new();

    public List<string> Labels { get; set; } = [];

    public long? LeadId { get; set; }

    public Person? Lead { get; set; }

    public List<Item> Items { get; } = [];
}
