namespace EfShard.EFCore9.Tests.MariaDb;

/// <summary>Lives with its reader.</summary>
internal sealed class Reading
{
    public long Id { get; set; }

    public long ReaderId { get; set; }

    public Reader? Reader { get; set; }

    public int? Stars { get; set; }

    public decimal Price { get; set; }

    public double Hours { get; set; }

    public DateTime At { get; set; }

    public required string Title { get; set; }
}
