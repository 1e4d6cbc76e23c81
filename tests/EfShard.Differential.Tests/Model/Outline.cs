namespace EfShard.Differential.Tests.Model;

/// <summary>Owned, in JSON.</summary>
public sealed class Outline
{
    public string? Goal { get; set; }

    public int Points { get; set; }

    public List<Step> Steps { get; set; } = [];
}
