using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>An index that is unique over all shards: a table of its own, sharded by the value, whose rows say which shard key has it.</summary>
/// <param name="EntityType">The entity.</param>
/// <param name="Property">Its property.</param>
/// <param name="Entries">The entity type of the index's rows, a property bag.</param>
internal sealed record GlobalIndex(IEntityType EntityType, IProperty Property, IEntityType Entries)
{
    /// <summary>The property of <see cref="Entries" /> that is the value: its primary and its shard key.</summary>
    public const string ValueName = "Value";

    /// <summary>The property of <see cref="Entries" /> that is the value.</summary>
    public IProperty Value => Entries.FindProperty(ValueName)!;

    /// <summary>The name of the property of <see cref="Entries" /> that is a component of the entity's shard key.</summary>
    public static string KeyName(int component) => $"Key{component}";
}
