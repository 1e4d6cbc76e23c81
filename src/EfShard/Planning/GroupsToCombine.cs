using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>A SELECT that groups rows of several shards: their partial results must be combined.</summary>
/// <param name="Select">The SELECT.</param>
/// <param name="IsDetermined">Whether each shard can finish its aggregates and its GROUP BY, so that only its DISTINCT is to be combined.</param>
/// <param name="Otherwise">Why it can't be answered over several shards, if it can't be combined.</param>
internal sealed record GroupsToCombine(SelectExpression Select, bool IsDetermined, Refusal Otherwise);
