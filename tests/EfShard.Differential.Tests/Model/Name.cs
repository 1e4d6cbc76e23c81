namespace EfShard.Differential.Tests.Model;

/// <summary>A complex type.</summary>
public sealed class Name
{
    public string First { get; set; } = "";

    public string? Last { get; set; }
}
