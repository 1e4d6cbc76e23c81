namespace EfShard.Tests.Gathering;

/// <summary>A reading in another unit.</summary>
public class Product
{
    public long Id { get; set; }

    public double Value { get; set; }

    public double Result { get; set; }
}
