namespace EfShard.Tests.Gathering;

/// <summary>What the readings of an hour are multiplied by; in an unsharded table.</summary>
public class Unit
{
    public int Id { get; set; }

    public int Factor { get; set; }
}
