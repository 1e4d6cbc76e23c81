namespace EfShard.Tests.Model.Blog;

/// <summary>A key that only a value converter makes storable.</summary>
public readonly record struct CustomerId(long Value);
