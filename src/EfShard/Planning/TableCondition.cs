using EfShard.Model;

namespace EfShard.Planning;

/// <summary>What a statement says about the shard key of one table that it reads.</summary>
internal sealed record TableCondition(string Table, TablePlacement Placement, KeyCondition Condition)
{
    public string Group => Placement.Group!;

    /// <summary>Where the condition knows little of the shard key: an index that may know the shard.</summary>
    public GlobalLookup? Lookup { get; init; }

    public override string ToString() => $"{Table}[{Group}]: {Condition}{(Lookup is null ? "" : $", {Lookup}")}";
}
