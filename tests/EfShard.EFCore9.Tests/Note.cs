namespace EfShard.EFCore9.Tests;

internal sealed class Note
{
    public long Id { get; set; }

    public string Text { get; set; } = "";
}
