using System.Linq;

namespace EfShard.Analyzers.Model;

/// <summary>Where the rows of an entity live, and by which key.</summary>
/// <param name="Residence">Where they live.</param>
/// <param name="Key">The properties of the shard key, in order; empty if the entity lives with another one without carrying its key.</param>
/// <param name="Group">The co-location group; null if the source does not tell it.</param>
internal sealed record Placement(Residence Residence, ValueList<string> Key, string? Group)
{
    /// <summary>The name of the group that an entity is in without <c>InGroup</c>.</summary>
    public const string DefaultGroup = "default";

    public static Placement Unknown { get; } = new(Residence.Unknown, [], null);

    public bool IsSharded => Residence is Residence.Sharded;

    public bool Equals(Placement? other)
        => other is not null && Residence == other.Residence && Group == other.Group && Key.SequenceEqual(other.Key);

    public override int GetHashCode() => (int)Residence;

    /// <summary>As messages say it: <c>sharded by AuthorId in the default group</c>.</summary>
    public override string ToString() => Residence switch
    {
        Residence.Sharded when Key.IsEmpty => $"living with its principal in {GroupName}",
        Residence.Sharded => $"sharded by {string.Join(", ", Key)} in {GroupName}",
        Residence.Reference => "a reference table",
        Residence.Unsharded => "an unsharded table",
        _ => "unknown",
    };

    private string GroupName => Group switch
    {
        null => "a group that the source does not name",
        DefaultGroup => "the default group",
        _ => $"group '{Group}'",
    };
}
