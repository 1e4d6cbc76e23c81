namespace EfShard.Ids;

/// <summary>The right, nobody else's, to make ids of a worker's number whose time lies between two times. Whoever has it may use it at any time.</summary>
/// <param name="Worker">The number of the worker.</param>
/// <param name="From">The first time, in milliseconds since <see cref="Strategies.ShardedId.Epoch" />.</param>
/// <param name="Until">The first time after it.</param>
internal sealed record IdLease(int Worker, long From, long Until);
