namespace EfShard.Differential.Tests.Model;

/// <summary>The root of a hierarchy with a table for each concrete type.</summary>
public abstract class Message : Thing
{
    public long PersonId { get; set; }

    public Person Person { get; set; } = null!;
}
