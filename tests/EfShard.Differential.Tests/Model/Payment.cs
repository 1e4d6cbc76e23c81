namespace EfShard.Differential.Tests.Model;

/// <summary>The root of a hierarchy with a table for each type.</summary>
public class Payment : Thing
{
    public long PersonId { get; set; }

    public Person Person { get; set; } = null!;
}
