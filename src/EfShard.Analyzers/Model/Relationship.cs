using System.Linq;

namespace EfShard.Analyzers.Model;

/// <summary>A foreign key between two entities.</summary>
internal sealed record Relationship(
    Entity Dependent, Entity Principal, ValueList<string> ForeignKey, ValueList<string> PrincipalKey, Promise Promise)
{
    /// <summary>Whether the foreign key carries the principal's shard key as the dependent's own: both are then on one shard.</summary>
    public bool ShowsShard
        => Dependent.IsSharded
            && Principal.IsSharded
            && Dependent.Placement.Group is not null
            && Dependent.Placement.Group == Principal.Placement.Group
            && Dependent.Placement.Key.Count == Principal.Placement.Key.Count
            && !Principal.Placement.Key.IsEmpty
            && Enumerable.Range(0, Principal.Placement.Key.Count).All(Carries);

    private bool Carries(int component)
    {
        var position = PrincipalKey.IndexOf(Principal.Placement.Key[component]);
        return position >= 0 && position < ForeignKey.Count && ForeignKey[position] == Dependent.Placement.Key[component];
    }
}
