namespace EfShard.Differential.Tests.Model;

/// <summary>Complex type, owned types in the row and in a table of their own, a reference to itself, a second entity in the same row.</summary>
public sealed class Person : Thing
{
    public Name Name { get; set; } = new();

    public Address? Address { get; set; }

    public List<Phone> Phones { get; } = [];

    public Tenant Tenant { get; set; } = null!;

    public long? ManagerId { get; set; }

    public Person? Manager { get; set; }

    public List<Person> Reports { get; } = [];

    public PersonDetails Details { get; set; } = null!;

    public List<Payment> Payments { get; } = [];

    public List<Message> Messages { get; } = [];
}
