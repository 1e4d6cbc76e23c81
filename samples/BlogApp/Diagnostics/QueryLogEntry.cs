namespace BlogApp.Diagnostics;

/// <summary>One query or write of the application, over however many shards.</summary>
/// <param name="Time">When it ended.</param>
/// <param name="Kind">What it was: <c>query</c>, <c>write</c>.</param>
/// <param name="Plan">How it was spread over the shards, as the library prints it.</param>
/// <param name="Legs">Its work on each shard that it touched.</param>
/// <param name="Duration">From its start to its end; legs run side by side, so it is less than their sum.</param>
public sealed record QueryLogEntry(
    DateTimeOffset Time,
    string Kind,
    string Plan,
    IReadOnlyList<QueryLeg> Legs,
    TimeSpan Duration);
