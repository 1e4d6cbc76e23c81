using BlogApp.Diagnostics;

namespace BlogApp.Features.Shards;

/// <summary>A shard as the page draws it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">Its place among the shards, which gives its colour.</param>
/// <param name="Rows">What it holds.</param>
/// <param name="Traffic">How often it was asked.</param>
public sealed record ShardState(string Name, int Index, ShardRows Rows, ShardTrafficOf Traffic);
