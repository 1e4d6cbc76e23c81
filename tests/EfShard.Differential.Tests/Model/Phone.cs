namespace EfShard.Differential.Tests.Model;

/// <summary>Owned, in a table of its own.</summary>
public sealed class Phone
{
    public int Ordinal { get; set; }

    public string? Digits { get; set; }

    public decimal Cost { get; set; }
}
