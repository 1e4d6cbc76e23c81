namespace EfShard.Differential.Tests.Model;

/// <summary>Owned, in its owner's row.</summary>
public sealed class Address
{
    public string? City { get; set; }

    public int Zip { get; set; }
}
