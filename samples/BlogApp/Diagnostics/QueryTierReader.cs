namespace BlogApp.Diagnostics;

/// <summary>Reads from a plan's text how the statement was answered.</summary>
internal static class QueryTierReader
{
    public static QueryTier Of(string plan, int legs)
        => plan.StartsWith("gather", StringComparison.Ordinal) ? QueryTier.Gather
            : plan.StartsWith("write", StringComparison.Ordinal) || !plan.Contains(' ', StringComparison.Ordinal) ? QueryTier.Write
            : legs < 2 ? QueryTier.Route
            : plan.Contains("merge: combine", StringComparison.Ordinal) ? QueryTier.Combine
            : QueryTier.Push;
}
