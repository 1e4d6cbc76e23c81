using EfShard.Model;

namespace EfShard.Planning;

/// <summary>What a statement says about the shard key of one table that it reads.</summary>
internal sealed record TableCondition(string Table, TablePlacement Placement, KeyCondition Condition)
{
    public string Group => Placement.Group!;

    public override string ToString() => $"{Table}[{Group}]: {Condition}";
}
