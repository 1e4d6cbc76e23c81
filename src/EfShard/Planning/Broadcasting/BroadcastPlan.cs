namespace EfShard.Planning.Broadcasting;

/// <summary>
///     How a statement is answered by sending small tables to the shards of a large one: their rows are read first, and go with the statement to each shard, which
///     then has all that it needs. Holds no value and no shard, as every plan.
/// </summary>
/// <param name="Parts">What is sent.</param>
/// <param name="Rest">The statement, in which parameters stand in the place of the tables that are sent.</param>
/// <param name="IfMany">What is sent where one of <paramref name="Parts" /> is known to have so many rows that a gather, which ships all of its rows, would ship more.</param>
internal sealed record BroadcastPlan(IReadOnlyList<BroadcastPart> Parts, ShardPlan Rest, BroadcastPlan? IfMany = null);
