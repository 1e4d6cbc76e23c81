namespace EfShard.Differential.Tests.Model;

/// <summary>A collection inside JSON.</summary>
public sealed class Step
{
    public string? Title { get; set; }

    public int Hours { get; set; }
}
