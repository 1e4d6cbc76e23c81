using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>What one shard runs: a command and the values of its parameters.</summary>
internal readonly record struct LegStatement(int Shard, IRelationalCommandTemplate Command, IReadOnlyDictionary<string, object?> Parameters);
