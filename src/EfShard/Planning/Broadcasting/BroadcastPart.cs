using EfShard.Planning.Gathering;

namespace EfShard.Planning.Broadcasting;

/// <summary>A table whose rows go to the shards as values of parameters.</summary>
/// <param name="Name">The beginning of its parameters' names, which no other parameter of the statement has.</param>
/// <param name="Plan">How its rows are read.</param>
/// <param name="Columns">The columns that are needed, in the order in which they are read.</param>
/// <param name="Text">What a plan calls it.</param>
internal sealed record BroadcastPart(string Name, ShardPlan Plan, IReadOnlyList<ShippedColumn> Columns, string Text);
