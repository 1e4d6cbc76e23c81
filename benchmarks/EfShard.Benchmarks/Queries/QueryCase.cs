using EfShard.Benchmarks.Measuring;

namespace EfShard.Benchmarks.Queries;

/// <summary>A query over all shards, and the two ways to do without EfShard.</summary>
/// <param name="Name">What is asked.</param>
/// <param name="Most">How many times the limit EfShard may take.</param>
/// <param name="ByHand">ADO.NET over the shards.</param>
/// <param name="Plain">Plain EF Core on one database with all rows.</param>
/// <param name="Sharded">EfShard.</param>
/// <param name="OnlyByHand">Whether the code written by hand alone sets the limit.</param>
internal sealed record QueryCase(string Name, double Most, Side ByHand, Side Plain, Side Sharded, bool OnlyByHand = false);
