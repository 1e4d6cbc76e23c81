namespace EfShard.Differential.Tests.Model;

/// <summary>Mapped plainly. Its two ids are the same.</summary>
public sealed class Tenant : Thing
{
    public List<Person> People { get; } = [];
}
