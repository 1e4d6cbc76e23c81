namespace EfShard.Tests.Queries.Paging;

/// <summary>Lives with its entry.</summary>
public sealed class Remark
{
    public Guid OwnerId { get; set; }

    public int Number { get; set; }

    public int Place { get; set; }

    public string Text { get; set; } = "";
}
