using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Planning.Combining;

/// <summary>An aggregate that is made of the legs' partial ones.</summary>
/// <param name="Kind">How.</param>
/// <param name="Ordinals">Where the partial aggregates are in the legs' rows.</param>
/// <param name="Order">The order of the values of <c>MIN</c>, <c>MAX</c> and <c>COUNT(DISTINCT)</c>.</param>
/// <param name="Mapping">The mapping by which EF Core reads the result of <c>MIN</c> and <c>MAX</c>.</param>
internal sealed record CombinedAggregate(
    AggregateKind Kind, IReadOnlyList<int> Ordinals, ValueOrder? Order = null, RelationalTypeMapping? Mapping = null);
