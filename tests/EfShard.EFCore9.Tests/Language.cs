namespace EfShard.EFCore9.Tests;

/// <summary>The same rows on every shard.</summary>
internal sealed class Language
{
    public required string Code { get; set; }

    public required string Name { get; set; }
}
