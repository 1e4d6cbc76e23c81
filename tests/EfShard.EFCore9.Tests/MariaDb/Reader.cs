namespace EfShard.EFCore9.Tests.MariaDb;

internal sealed class Reader
{
    public long Id { get; set; }

    public required string Name { get; set; }

    public List<Reading> Readings { get; } = [];
}
