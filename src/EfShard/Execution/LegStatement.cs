using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>What one shard runs: a command and the values of its parameters.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Command">The command.</param>
/// <param name="Parameters">The values of its parameters.</param>
/// <param name="ListLength">How many values of a written-out list of shard keys are the leg's own; zero if there is no such list.</param>
internal readonly record struct LegStatement(int Shard, IRelationalCommandTemplate Command, IReadOnlyDictionary<string, object?> Parameters, int ListLength = 0);
