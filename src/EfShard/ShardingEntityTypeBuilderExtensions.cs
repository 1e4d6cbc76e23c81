using System.Linq.Expressions;
using EfShard;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Says where the rows of an entity live.</summary>
public static class ShardingEntityTypeBuilderExtensions
{
    /// <summary>
    ///     Shards the entity by a property, or by several: <c>HasShardKey(i => new { i.TenantId, i.Region })</c>. Entities of one group with
    ///     equal shard keys live on the same shard. The value must be known before a row is inserted, so the database must not generate it.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity's builder.</param>
    /// <param name="keyExpression">The property, or an anonymous type of properties, in the key's order.</param>
    /// <exception cref="ArgumentException">The expression is not a property or an anonymous type of properties.</exception>
    public static EntityTypeBuilder<TEntity> HasShardKey<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder,
        Expression<Func<TEntity, object?>> keyExpression)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentNullException.ThrowIfNull(keyExpression);

        var names = keyExpression.GetMemberAccessList().Select(member => member.Name).ToArray();
        ((EntityTypeBuilder)entityTypeBuilder).HasShardKey(names);
        return entityTypeBuilder;
    }

    /// <summary>Shards the entity by the properties of the given names, which may be shadow properties.</summary>
    /// <param name="entityTypeBuilder">The entity's builder.</param>
    /// <param name="propertyNames">The properties, in the key's order; at least one.</param>
    /// <exception cref="ArgumentException">No name was given.</exception>
    public static EntityTypeBuilder<TEntity> HasShardKey<TEntity>(this EntityTypeBuilder<TEntity> entityTypeBuilder, params string[] propertyNames)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)((EntityTypeBuilder)entityTypeBuilder).HasShardKey(propertyNames);

    /// <inheritdoc cref="HasShardKey{TEntity}(EntityTypeBuilder{TEntity}, string[])" />
    public static EntityTypeBuilder HasShardKey(this EntityTypeBuilder entityTypeBuilder, params string[] propertyNames)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentNullException.ThrowIfNull(propertyNames);
        if (propertyNames.Length == 0)
        {
            throw new ArgumentException(ShardModelErrors.EmptyShardKey(entityTypeBuilder.Metadata), nameof(propertyNames));
        }

        entityTypeBuilder.Metadata.SetAnnotation(ShardingAnnotations.ShardKey, propertyNames.ToArray());
        return entityTypeBuilder.HasKind(TableKind.Sharded);
    }

    /// <summary>
    ///     Puts a sharded entity into a co-location group: groups have their own shards and their own strategy, and equal shard keys live
    ///     together only within a group. Without this call an entity is in the default group.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity's builder.</param>
    /// <param name="group">The group's name, as configured by <c>UseSharding</c>.</param>
    public static EntityTypeBuilder<TEntity> InGroup<TEntity>(this EntityTypeBuilder<TEntity> entityTypeBuilder, string group)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)((EntityTypeBuilder)entityTypeBuilder).InGroup(group);

    /// <inheritdoc cref="InGroup{TEntity}(EntityTypeBuilder{TEntity}, string)" />
    public static EntityTypeBuilder InGroup(this EntityTypeBuilder entityTypeBuilder, string group)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentException.ThrowIfNullOrWhiteSpace(group);
        entityTypeBuilder.Metadata.SetAnnotation(ShardingAnnotations.Group, group);
        return entityTypeBuilder;
    }

    /// <summary>
    ///     Allows rows whose shard key is null; they live together in one fixed place. Without this call a row without a shard key is refused
    ///     by <c>SaveChanges</c>. Of a composite key any component may then be null.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity's builder.</param>
    public static EntityTypeBuilder<TEntity> AllowNullShardKey<TEntity>(this EntityTypeBuilder<TEntity> entityTypeBuilder)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)((EntityTypeBuilder)entityTypeBuilder).AllowNullShardKey();

    /// <inheritdoc cref="AllowNullShardKey{TEntity}(EntityTypeBuilder{TEntity})" />
    public static EntityTypeBuilder AllowNullShardKey(this EntityTypeBuilder entityTypeBuilder)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        entityTypeBuilder.Metadata.SetAnnotation(ShardingAnnotations.AllowNullShardKey, true);
        return entityTypeBuilder;
    }

    /// <summary>
    ///     Lets the shard key of a saved entity change: <c>SaveChanges</c> then moves its row to the new key's shard, and with it the rows that live with it
    ///     (<c>IsColocated()</c>, owned types, join entities, further tables of the entity), loaded or not, in one commit over both shards. Without this call a
    ///     changed shard key is refused. A key of the same shard is changed by a plain update.
    /// </summary>
    /// <remarks>
    ///     EF Core changes no primary or alternate keys: the shard key, or a part of it, must be a property beside them. Needs commits over several shards that are
    ///     atomic (<see cref="CrossShardCommit.TwoPhase" />, <see cref="CrossShardCommit.Atomic" />). ExecuteUpdate of a shard key stays refused. What can't follow is an
    ///     error of the model, or a <see cref="ShardKeyException" /> before anything is sent.
    /// </remarks>
    /// <param name="entityTypeBuilder">The builder of an entity with a shard key of its own.</param>
    public static EntityTypeBuilder<TEntity> AllowShardKeyChange<TEntity>(this EntityTypeBuilder<TEntity> entityTypeBuilder)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)((EntityTypeBuilder)entityTypeBuilder).AllowShardKeyChange();

    /// <inheritdoc cref="AllowShardKeyChange{TEntity}(EntityTypeBuilder{TEntity})" />
    public static EntityTypeBuilder AllowShardKeyChange(this EntityTypeBuilder entityTypeBuilder)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        entityTypeBuilder.Metadata.SetAnnotation(ShardingAnnotations.AllowShardKeyChange, true);
        return entityTypeBuilder;
    }

    /// <summary>
    ///     Keeps a copy of every row on every shard, so that sharded rows can be joined to them anywhere. Meant for small tables that change
    ///     rarely; the database must not generate values in them, since each copy would get its own.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity's builder.</param>
    public static EntityTypeBuilder<TEntity> ToReferenceTable<TEntity>(this EntityTypeBuilder<TEntity> entityTypeBuilder)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)((EntityTypeBuilder)entityTypeBuilder).ToReferenceTable();

    /// <inheritdoc cref="ToReferenceTable{TEntity}(EntityTypeBuilder{TEntity})" />
    public static EntityTypeBuilder ToReferenceTable(this EntityTypeBuilder entityTypeBuilder)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        entityTypeBuilder.Metadata.RemoveAnnotation(ShardingAnnotations.ShardKey);
        return entityTypeBuilder.HasKind(TableKind.Reference);
    }

    /// <summary>Keeps all rows on one shard, the one that <c>UnshardedOn</c> names: the table behaves as in plain EF Core.</summary>
    /// <param name="entityTypeBuilder">The entity's builder.</param>
    public static EntityTypeBuilder<TEntity> ToUnshardedTable<TEntity>(this EntityTypeBuilder<TEntity> entityTypeBuilder)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)((EntityTypeBuilder)entityTypeBuilder).ToUnshardedTable();

    /// <inheritdoc cref="ToUnshardedTable{TEntity}(EntityTypeBuilder{TEntity})" />
    public static EntityTypeBuilder ToUnshardedTable(this EntityTypeBuilder entityTypeBuilder)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        entityTypeBuilder.Metadata.RemoveAnnotation(ShardingAnnotations.ShardKey);
        return entityTypeBuilder.HasKind(TableKind.Unsharded);
    }

    /// <summary>
    ///     Has EfShard make the entity's primary key, which is one property of type <see cref="long" /> or <see cref="Guid" />:
    ///     <see cref="ShardingPropertyBuilderExtensions.HasShardedId{TProperty}(PropertyBuilder{TProperty})" /> says how. Call it after <c>HasKey</c>.
    /// </summary>
    /// <param name="entityTypeBuilder">The entity's builder.</param>
    /// <exception cref="InvalidOperationException">The entity has no primary key of one property.</exception>
    public static EntityTypeBuilder<TEntity> HasShardedId<TEntity>(this EntityTypeBuilder<TEntity> entityTypeBuilder)
        where TEntity : class
        => (EntityTypeBuilder<TEntity>)((EntityTypeBuilder)entityTypeBuilder).HasShardedId();

    /// <inheritdoc cref="HasShardedId{TEntity}(EntityTypeBuilder{TEntity})" />
    public static EntityTypeBuilder HasShardedId(this EntityTypeBuilder entityTypeBuilder)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        var key = entityTypeBuilder.Metadata.FindPrimaryKey();
        if (key is not { Properties: [var property] })
        {
            throw new InvalidOperationException(ShardModelErrors.NoSingleKey(entityTypeBuilder.Metadata));
        }

        entityTypeBuilder.Property(property.Name).HasShardedId();
        return entityTypeBuilder;
    }

    /// <summary>
    ///     Makes a property's values unique over all shards, nulls apart. <c>SaveChanges</c> keeps a table of them, sharded by the value, in the same commit as the
    ///     rows; a value that another row has is a <see cref="DuplicateValueException" />. Queries for one value ask the shard that the table names.
    /// </summary>
    /// <remarks>
    ///     Needs commits over several shards that are atomic (<see cref="CrossShardCommit.TwoPhase" />, <see cref="CrossShardCommit.Atomic" />): anything else is refused when the context is first used.
    ///     The property becomes a concurrency token, and a unique index on it a plain one. ExecuteUpdate of it and ExecuteDelete of the entity are refused. Rows that were there before:
    ///     <c>context.Sharding().RebuildGlobalIndexesAsync()</c>.
    /// </remarks>
    /// <param name="entityTypeBuilder">The builder of a sharded entity with a shard key of its own.</param>
    /// <param name="propertyExpression">The property; of a type that could be a shard key.</param>
    public static EntityTypeBuilder<TEntity> HasGlobalIndex<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, Expression<Func<TEntity, object?>> propertyExpression)
        where TEntity : class
        => entityTypeBuilder.HasGlobalIndex(propertyExpression, ShardModel.DefaultGroup);

    /// <inheritdoc cref="HasGlobalIndex{TEntity}(EntityTypeBuilder{TEntity}, Expression{Func{TEntity, object}})" />
    /// <param name="entityTypeBuilder">The builder of a sharded entity with a shard key of its own.</param>
    /// <param name="propertyExpression">The property; of a type that could be a shard key.</param>
    /// <param name="group">The group that places the values; it must take keys of the property's type. Without it: the default group.</param>
    public static EntityTypeBuilder<TEntity> HasGlobalIndex<TEntity>(
        this EntityTypeBuilder<TEntity> entityTypeBuilder, Expression<Func<TEntity, object?>> propertyExpression, string group)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentNullException.ThrowIfNull(propertyExpression);
        ((EntityTypeBuilder)entityTypeBuilder).HasGlobalIndex(propertyExpression.GetMemberAccess().Name, group);
        return entityTypeBuilder;
    }

    /// <inheritdoc cref="HasGlobalIndex{TEntity}(EntityTypeBuilder{TEntity}, Expression{Func{TEntity, object}})" />
    /// <param name="entityTypeBuilder">The builder of a sharded entity with a shard key of its own.</param>
    /// <param name="propertyName">The property, which may be a shadow property.</param>
    /// <param name="group">The group that places the values; it must take keys of the property's type.</param>
    public static EntityTypeBuilder HasGlobalIndex(this EntityTypeBuilder entityTypeBuilder, string propertyName, string group)
    {
        ArgumentNullException.ThrowIfNull(entityTypeBuilder);
        ArgumentException.ThrowIfNullOrWhiteSpace(propertyName);
        ArgumentException.ThrowIfNullOrWhiteSpace(group);

        // On each shard the rows are looked for by it, too. Not unique, though it may have been: two that save one value would meet there and in the global index, each
        // with one of the two, and wait for each other.
        entityTypeBuilder.HasIndex(propertyName).IsUnique(false);
        entityTypeBuilder.Property(propertyName).Metadata.SetAnnotation(ShardingAnnotations.GlobalIndex, group);
        return entityTypeBuilder;
    }

    private static EntityTypeBuilder HasKind(this EntityTypeBuilder entityTypeBuilder, TableKind kind)
    {
        entityTypeBuilder.Metadata.SetAnnotation(ShardingAnnotations.Kind, kind.ToString());
        return entityTypeBuilder;
    }
}
