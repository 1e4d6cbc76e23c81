namespace EfShard.Tests.Queries.Paging;

/// <summary>What there are many of: ranks and titles repeat, and are null.</summary>
public sealed class Entry
{
    public Guid OwnerId { get; set; }

    public int Number { get; set; }

    public int? Rank { get; set; }

    public string? Title { get; set; }

    public decimal Price { get; set; }

    public string KindId { get; set; } = "";

    public Kind Kind { get; set; } = null!;

    public List<Remark> Remarks { get; } = [];
}
