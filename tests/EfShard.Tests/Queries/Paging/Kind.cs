namespace EfShard.Tests.Queries.Paging;

/// <summary>The same on every shard.</summary>
public sealed class Kind
{
    public string Id { get; set; } = "";

    public string Name { get; set; } = "";
}
