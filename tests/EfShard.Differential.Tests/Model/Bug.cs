namespace EfShard.Differential.Tests.Model;

public sealed class Bug : Item
{
    public int? Severity { get; set; }
}
