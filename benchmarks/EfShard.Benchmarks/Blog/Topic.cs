namespace EfShard.Benchmarks.Blog;

/// <summary>What a post is about. On one shard only, and no foreign key leads there: a join with it has to ship rows.</summary>
internal sealed class Topic
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public int Weight { get; set; }
}
