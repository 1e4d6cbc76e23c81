namespace EfShard.Tests.Model.Blog;

public class CashPayment : Payment
{
    public required string Currency { get; set; }
}
