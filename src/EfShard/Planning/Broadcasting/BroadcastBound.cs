using EfShard.Model;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Broadcasting;

/// <summary>
///     Finds what a gather of the same statement would ship in any case, however many rows the other parts have: to send no more than that is never to ship more rows than the gather.
///     In: a gather. Out, for something that could be sent: the part that has all its rows, if there is one.
/// </summary>
internal sealed class BroadcastBound(GatherPlan gather)
{
    /// <summary>The part of the gather among whose rows all of a candidate's are; <see langword="null" /> if a gather may ship fewer.</summary>
    public ShippedPart? Of(BroadcastCandidate candidate)
        => gather.Parts.FirstOrDefault(part => part is { Source: TableKind.Sharded, Keys: null } && Has(part, candidate.Part));

    private static bool Has(ShippedPart part, ShippedPart sent)
        // Two occurrences in one SELECT are a join, which may have more rows than the table.
        => part.IsTable ? part.Aliases.IsSupersetOf(sent.Aliases) && (sent.IsTable || sent.Aliases.Count == 1)
            : !sent.IsTable && part.Aliases.SetEquals(sent.Aliases) && IsSame(part.Statement, sent.Statement);

    /// <summary>Whether one SELECT is another but for its order, its columns and a further limit: groups, different values and first rows are fewer than what they are made of.</summary>
    private static bool IsSame(SelectExpression part, SelectExpression sent)
        => part.Tables.SequenceEqual(sent.Tables)
            && Equals(part.Predicate, sent.Predicate)
            && part.GroupBy.SequenceEqual(sent.GroupBy)
            && part.IsDistinct == sent.IsDistinct
            && (part.Limit is null || sent.Limit is not null)
            && part.Projection.All(p => p.Expression is ColumnExpression);
}
