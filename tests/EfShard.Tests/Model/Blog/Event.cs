namespace EfShard.Tests.Model.Blog;

/// <summary>Sharded by ranges of days; the primary key says nothing of the shard.</summary>
public class Event
{
    public long Id { get; set; }

    public DateOnly Day { get; set; }

    public TimeOnly Time { get; set; }

    public required string Kind { get; set; }

    public string? Payload { get; set; }
}
