using EfShard.Model;
using EfShard.Planning.Gathering;

namespace EfShard.Planning.Broadcasting;

/// <summary>A part of a statement whose rows go to the shards as values of parameters.</summary>
/// <param name="Name">The beginning of its parameters' names, which no other parameter of the statement has.</param>
/// <param name="Plan">How its rows are read, up to one more than <see cref="MostRows" /> unless it has a limit of its own.</param>
/// <param name="Columns">The columns that are needed, in the order in which they are read.</param>
/// <param name="Text">What a plan calls it.</param>
/// <param name="Source">Whose rows they are.</param>
internal sealed record BroadcastPart(string Name, ShardPlan Plan, IReadOnlyList<ShippedColumn> Columns, string Text, TableKind Source)
{
    /// <summary>A part of more rows is not small: to send it to each shard would cost more than to bring the others to it.</summary>
    public const int MostRows = 10_000;
}
