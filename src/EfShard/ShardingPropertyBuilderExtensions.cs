using EfShard.Ids;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Says who makes the values of keys where several databases hold the rows.</summary>
public static class ShardingPropertyBuilderExtensions
{
    /// <summary>
    ///     Has EfShard make the values of a key, of type <see cref="long" /> or <see cref="Guid" />, when an entity without one is added. Numbers are unique over
    ///     all shards and processes, ascend with time, and carry the slot of the row's shard key, so that a query by the id asks one shard. Guids are of
    ///     version 7: time-ordered, in the database's order.
    /// </summary>
    /// <remarks>
    ///     A number's slot needs the shard key when the entity is added, and a group that hashes (<c>Hash()</c>, or <c>Modulo()</c> over a power of two); an id
    ///     that is its entity's own shard key works in every group. A process registers in a table of the unsharded shard at its first id, and every ten minutes.
    /// </remarks>
    /// <param name="propertyBuilder">The builder of a key's property.</param>
    public static PropertyBuilder<TProperty> HasShardedId<TProperty>(this PropertyBuilder<TProperty> propertyBuilder)
        => (PropertyBuilder<TProperty>)((PropertyBuilder)propertyBuilder).HasShardedId();

    /// <inheritdoc cref="HasShardedId{TProperty}(PropertyBuilder{TProperty})" />
    public static PropertyBuilder HasShardedId(this PropertyBuilder propertyBuilder)
    {
        ArgumentNullException.ThrowIfNull(propertyBuilder);
        propertyBuilder.Metadata.SetAnnotation(ShardingAnnotations.ShardedId, true);
        return propertyBuilder.ValueGeneratedOnAdd().HasValueGeneratorFactory<ShardedIdGeneratorFactory>();
    }
}
