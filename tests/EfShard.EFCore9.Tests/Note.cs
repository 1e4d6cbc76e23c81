namespace EfShard.EFCore9.Tests;

/// <summary>Lives with its writer.</summary>
internal sealed class Note
{
    public long Id { get; set; }

    public long WriterId { get; set; }

    public Writer? Writer { get; set; }

    public required string Text { get; set; }

    public int? Stars { get; set; }
}
