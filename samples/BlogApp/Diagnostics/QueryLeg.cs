namespace BlogApp.Diagnostics;

/// <summary>A statement's work on one shard.</summary>
/// <param name="Shard">The shard's name.</param>
/// <param name="Duration">Until its first row could be read, or its rows were changed.</param>
public sealed record QueryLeg(string Shard, TimeSpan Duration);
