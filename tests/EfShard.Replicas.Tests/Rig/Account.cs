namespace EfShard.Replicas.Tests.Rig;

/// <summary>A register: its value only grows.</summary>
public class Account
{
    public long Id { get; set; }

    public long Value { get; set; }

    public List<Entry> Entries { get; } = [];
}
