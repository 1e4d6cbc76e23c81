namespace EfShard.Differential.Tests.Model;

public sealed class CashPayment : Payment
{
    public decimal Change { get; set; }
}
