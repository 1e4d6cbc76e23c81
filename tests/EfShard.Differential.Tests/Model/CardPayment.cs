namespace EfShard.Differential.Tests.Model;

public sealed class CardPayment : Payment
{
    public string? Card { get; set; }
}
