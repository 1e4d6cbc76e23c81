namespace EfShard.Tests.Gathering;

/// <summary>Where readings are taken.</summary>
public sealed class Site
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}
