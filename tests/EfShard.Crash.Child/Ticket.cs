namespace EfShard.Crash.Child;

/// <summary>Something whose id tells the shard of its owner.</summary>
public sealed class Ticket
{
    public long Id { get; set; }

    public long OwnerId { get; set; }
}
