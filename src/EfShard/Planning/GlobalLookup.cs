using EfShard.Model;

namespace EfShard.Planning;

/// <summary>What a statement asks of a table: rows with one value of a column that has a global index, which may know their shard.</summary>
internal sealed record GlobalLookup(GlobalIndex Index, string Column, ValueSource Value)
{
    public override string ToString() => $"global index of {Column} = {Value}";
}
