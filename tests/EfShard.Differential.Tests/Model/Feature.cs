namespace EfShard.Differential.Tests.Model;

public sealed class Feature : Item
{
    public string? Sponsor { get; set; }
}
