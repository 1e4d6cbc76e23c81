using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Broadcasting;

/// <summary>A part of a statement that could go to the shards.</summary>
/// <param name="Nodes">The tables or the SELECT that stand for it in the statement.</param>
/// <param name="Part">What is needed of it.</param>
/// <param name="Columns">Its columns, in the order of the part's.</param>
/// <param name="Reading">How its rows are read.</param>
/// <param name="Size">How few they promise to be.</param>
internal sealed record BroadcastCandidate(
    IReadOnlyList<TableExpressionBase> Nodes, ShippedPart Part, IReadOnlyList<ColumnExpression> Columns, ShardPlan Reading, BroadcastSize Size)
{
    /// <summary>Whether it is what a node stands for. EF Core writes an expression twice that is ordered by or grouped by: both are the same, alias and all.</summary>
    public bool IsFor(TableExpressionBase node)
        => Nodes.Any(n => ReferenceEquals(n, node) || (n.Alias is not null && n.Alias == node.Alias && n.GetType() == node.GetType()));

    /// <summary>The same, as it is sent.</summary>
    public BroadcastPart ToPart(string name) => new(name, Reading, Part.Columns, Part.Text, Part.Source);

    /// <summary>One of its columns, read from a table.</summary>
    public ColumnExpression Column(int number, string alias)
        => new(Columns[number].Name, alias, Columns[number].Type, Columns[number].TypeMapping, nullable: true);
}
