namespace EfShard.Crash.Child;

/// <summary>Somebody whose name nobody else has.</summary>
public sealed class Person
{
    public long Id { get; set; }

    public required string Name { get; set; }
}
