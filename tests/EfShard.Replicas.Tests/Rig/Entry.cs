namespace EfShard.Replicas.Tests.Rig;

public class Entry
{
    public long Id { get; set; }

    public long AccountId { get; set; }

    public string Text { get; set; } = "";
}
