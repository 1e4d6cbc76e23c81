using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Planning;

/// <summary>What hints said about a whole statement.</summary>
/// <param name="Shard">The shard that it names, <c>OnShard</c>.</param>
/// <param name="Gather">What happens if it has to be gathered, <c>WithGather</c>.</param>
/// <param name="IsStable">Whether its order is to have no ties, <c>StableOrder</c>.</param>
/// <param name="AsksAll">Whether asking every shard is meant, <c>AllShards</c>: then SQL of the application is asked of each.</param>
/// <param name="Tables">The tables that SQL of the application reads, <c>GatherTables</c>.</param>
/// <param name="Refusals">Hints that can't be followed.</param>
internal sealed record StatementHints(ValueSource? Shard, ValueSource? Gather, bool IsStable, bool AsksAll, IReadOnlyList<ITableBase> Tables, IReadOnlyList<Refusal> Refusals);
