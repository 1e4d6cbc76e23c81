namespace EfShard.Differential.Tests.Model;

/// <summary>An entity that shares the rows of <see cref="Person" />.</summary>
public sealed class PersonDetails
{
    public long Id { get; set; }

    public long TenantId { get; set; }

    public string? Biography { get; set; }

    public int? Height { get; set; }
}
