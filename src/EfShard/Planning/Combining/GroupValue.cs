using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Planning.Combining;

/// <summary>A value of a group, read from its first row: a key, or an expression over keys that the legs have worked out.</summary>
/// <param name="Ordinal">Its position in the legs' rows.</param>
/// <param name="Mapping">The mapping by which EF Core reads it; <see langword="null" /> for what is only compared.</param>
/// <param name="Order">How it is read to be compared; <see langword="null" /> for what is only given to EF Core.</param>
internal sealed record GroupValue(int Ordinal, RelationalTypeMapping? Mapping, ValueOrder? Order);
