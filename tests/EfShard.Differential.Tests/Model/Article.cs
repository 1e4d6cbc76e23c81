namespace EfShard.Differential.Tests.Model;

/// <summary>One entity whose columns are split over two tables.</summary>
public sealed class Article : Thing
{
    public string? Body { get; set; }
}
