using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Providers;

/// <summary>Makes SELECTs for the planner: EF Core has no public way to make one.</summary>
internal static class PlainSelect
{
    public static SelectExpression From(
        IReadOnlyList<TableExpressionBase> tables, IReadOnlyList<ProjectionExpression> projection, SqlExpression? predicate, bool isDistinct)
#if EFCORE9
        => new(null, tables, predicate, [], null, projection, isDistinct, [], null, null);
#else
        => new(null, tables, predicate, [], null, projection, isDistinct, [], null, null, null!);
#endif
}
