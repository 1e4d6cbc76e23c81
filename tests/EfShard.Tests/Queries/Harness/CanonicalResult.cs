namespace EfShard.Tests.Queries.Harness;

/// <param name="Rows">The result itself, a row a line.</param>
/// <param name="Entities">Every instance that can be reached from it, with its values and what its navigations hold.</param>
/// <param name="Tracked">What the context tracks afterwards.</param>
public sealed record CanonicalResult(IReadOnlyList<string> Rows, IReadOnlyList<string> Entities, IReadOnlyList<string> Tracked);
