namespace EfShard.Tests.Model.Blog;

public class CardPayment : Payment
{
    public required string Issuer { get; set; }
}
