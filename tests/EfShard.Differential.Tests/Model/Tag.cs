namespace EfShard.Differential.Tests.Model;

/// <summary>The other side of many-to-many.</summary>
public sealed class Tag : Thing
{
    public List<Item> Items { get; } = [];
}
