namespace EfShard.EFCore9.Tests;

/// <summary>Sharded by its id.</summary>
internal sealed class Writer
{
    public long Id { get; set; }

    /// <summary>Compared without regard to case.</summary>
    public required string Name { get; set; }

    public List<Note> Notes { get; } = [];
}
