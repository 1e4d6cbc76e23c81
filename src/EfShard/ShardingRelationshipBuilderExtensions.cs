using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Says whether the two ends of a relationship live on the same shard, where the shard key does not show it.</summary>
public static class ShardingRelationshipBuilderExtensions
{
    /// <summary>
    ///     The principal may live on another shard. The foreign key gets no constraint in the shards' tables, and deleting a principal reaches
    ///     only dependents that the context tracks: a required relationship refuses (<see cref="DeleteBehavior.Restrict" />), an optional one
    ///     sets null (<see cref="DeleteBehavior.ClientSetNull" />), unless another client-side behaviour is configured. Behaviours that the
    ///     database would have to carry out (<see cref="DeleteBehavior.Cascade" />, <see cref="DeleteBehavior.SetNull" />) are model errors.
    /// </summary>
    /// <param name="relationshipBuilder">The relationship's builder.</param>
    public static ReferenceCollectionBuilder<TPrincipal, TDependent> IsCrossShard<TPrincipal, TDependent>(
        this ReferenceCollectionBuilder<TPrincipal, TDependent> relationshipBuilder)
        where TPrincipal : class
        where TDependent : class
    {
        ArgumentNullException.ThrowIfNull(relationshipBuilder);
        return Declare(relationshipBuilder, relationshipBuilder.Metadata, ForeignKeyPlacement.CrossShard);
    }

    /// <inheritdoc cref="IsCrossShard{TPrincipal, TDependent}(ReferenceCollectionBuilder{TPrincipal, TDependent})" />
    public static ReferenceCollectionBuilder IsCrossShard(this ReferenceCollectionBuilder relationshipBuilder)
    {
        ArgumentNullException.ThrowIfNull(relationshipBuilder);
        return Declare(relationshipBuilder, relationshipBuilder.Metadata, ForeignKeyPlacement.CrossShard);
    }

    /// <inheritdoc cref="IsCrossShard{TPrincipal, TDependent}(ReferenceCollectionBuilder{TPrincipal, TDependent})" />
    public static ReferenceReferenceBuilder<TEntity, TRelatedEntity> IsCrossShard<TEntity, TRelatedEntity>(
        this ReferenceReferenceBuilder<TEntity, TRelatedEntity> relationshipBuilder)
        where TEntity : class
        where TRelatedEntity : class
    {
        ArgumentNullException.ThrowIfNull(relationshipBuilder);
        return Declare(relationshipBuilder, relationshipBuilder.Metadata, ForeignKeyPlacement.CrossShard);
    }

    /// <inheritdoc cref="IsCrossShard{TPrincipal, TDependent}(ReferenceCollectionBuilder{TPrincipal, TDependent})" />
    public static ReferenceReferenceBuilder IsCrossShard(this ReferenceReferenceBuilder relationshipBuilder)
    {
        ArgumentNullException.ThrowIfNull(relationshipBuilder);
        return Declare(relationshipBuilder, relationshipBuilder.Metadata, ForeignKeyPlacement.CrossShard);
    }

    /// <summary>
    ///     The dependent lives with its principal although the foreign key does not contain the shard key: the application promises it,
    ///     <c>SaveChanges</c> checks it, the constraint stays, and joins over the relationship are done shard by shard. A dependent without a
    ///     shard key of its own then lives where its principal lives.
    /// </summary>
    /// <param name="relationshipBuilder">The relationship's builder.</param>
    public static ReferenceCollectionBuilder<TPrincipal, TDependent> IsColocated<TPrincipal, TDependent>(
        this ReferenceCollectionBuilder<TPrincipal, TDependent> relationshipBuilder)
        where TPrincipal : class
        where TDependent : class
    {
        ArgumentNullException.ThrowIfNull(relationshipBuilder);
        return Declare(relationshipBuilder, relationshipBuilder.Metadata, ForeignKeyPlacement.Colocated);
    }

    /// <inheritdoc cref="IsColocated{TPrincipal, TDependent}(ReferenceCollectionBuilder{TPrincipal, TDependent})" />
    public static ReferenceCollectionBuilder IsColocated(this ReferenceCollectionBuilder relationshipBuilder)
    {
        ArgumentNullException.ThrowIfNull(relationshipBuilder);
        return Declare(relationshipBuilder, relationshipBuilder.Metadata, ForeignKeyPlacement.Colocated);
    }

    /// <inheritdoc cref="IsColocated{TPrincipal, TDependent}(ReferenceCollectionBuilder{TPrincipal, TDependent})" />
    public static ReferenceReferenceBuilder<TEntity, TRelatedEntity> IsColocated<TEntity, TRelatedEntity>(
        this ReferenceReferenceBuilder<TEntity, TRelatedEntity> relationshipBuilder)
        where TEntity : class
        where TRelatedEntity : class
    {
        ArgumentNullException.ThrowIfNull(relationshipBuilder);
        return Declare(relationshipBuilder, relationshipBuilder.Metadata, ForeignKeyPlacement.Colocated);
    }

    /// <inheritdoc cref="IsColocated{TPrincipal, TDependent}(ReferenceCollectionBuilder{TPrincipal, TDependent})" />
    public static ReferenceReferenceBuilder IsColocated(this ReferenceReferenceBuilder relationshipBuilder)
    {
        ArgumentNullException.ThrowIfNull(relationshipBuilder);
        return Declare(relationshipBuilder, relationshipBuilder.Metadata, ForeignKeyPlacement.Colocated);
    }

    /// <summary>Says what always holds: an owned entity lives with its owner.</summary>
    /// <param name="ownershipBuilder">The ownership's builder.</param>
    public static OwnershipBuilder<TEntity, TDependentEntity> IsColocated<TEntity, TDependentEntity>(
        this OwnershipBuilder<TEntity, TDependentEntity> ownershipBuilder)
        where TEntity : class
        where TDependentEntity : class
    {
        ArgumentNullException.ThrowIfNull(ownershipBuilder);
        return Declare(ownershipBuilder, ownershipBuilder.Metadata, ForeignKeyPlacement.Colocated);
    }

    /// <inheritdoc cref="IsColocated{TEntity, TDependentEntity}(OwnershipBuilder{TEntity, TDependentEntity})" />
    public static OwnershipBuilder IsColocated(this OwnershipBuilder ownershipBuilder)
    {
        ArgumentNullException.ThrowIfNull(ownershipBuilder);
        return Declare(ownershipBuilder, ownershipBuilder.Metadata, ForeignKeyPlacement.Colocated);
    }

    private static TBuilder Declare<TBuilder>(TBuilder builder, IMutableForeignKey foreignKey, ForeignKeyPlacement placement)
    {
        foreignKey.SetAnnotation(ShardingAnnotations.ForeignKey, placement.ToString());
        return builder;
    }
}
