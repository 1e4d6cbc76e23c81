using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Combining;

/// <summary>How a dialect takes an aggregate apart.</summary>
/// <param name="Kind">How the parts of all legs become the aggregate.</param>
/// <param name="Partials">What a leg works out.</param>
/// <param name="Number">The type of the combined number; <see langword="null" /> for <c>MIN</c> and <c>MAX</c>, which are read as what they compare.</param>
/// <param name="Compared">The value whose order or equality the aggregate depends on.</param>
internal sealed record AggregateParts(
    AggregateKind Kind, IReadOnlyList<SqlExpression> Partials, Type? Number = null, SqlExpression? Compared = null);
