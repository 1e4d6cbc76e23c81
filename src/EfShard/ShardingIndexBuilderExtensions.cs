using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Declares what uniqueness means for columns that do not contain the shard key.</summary>
public static class ShardingIndexBuilderExtensions
{
    /// <summary>
    ///     A unique index that does not contain the shard key is unique on each shard only: two shards may hold the same value. Without this
    ///     call such an index is a model error.
    /// </summary>
    /// <param name="indexBuilder">The builder of a unique index.</param>
    public static IndexBuilder<TEntity> IsUniquePerShard<TEntity>(this IndexBuilder<TEntity> indexBuilder)
        => (IndexBuilder<TEntity>)((IndexBuilder)indexBuilder).IsUniquePerShard();

    /// <inheritdoc cref="IsUniquePerShard{TEntity}(IndexBuilder{TEntity})" />
    public static IndexBuilder IsUniquePerShard(this IndexBuilder indexBuilder)
    {
        ArgumentNullException.ThrowIfNull(indexBuilder);
        indexBuilder.Metadata.SetAnnotation(ShardingAnnotations.UniquePerShard, true);
        return indexBuilder;
    }

    /// <summary>
    ///     An alternate key that does not contain the shard key is checked on each shard only: the application must see to it that no two
    ///     shards hold the same value. Without this call such a key is a model error.
    /// </summary>
    /// <param name="keyBuilder">The builder of an alternate key.</param>
    public static KeyBuilder<TEntity> IsUniquePerShard<TEntity>(this KeyBuilder<TEntity> keyBuilder)
        => (KeyBuilder<TEntity>)((KeyBuilder)keyBuilder).IsUniquePerShard();

    /// <inheritdoc cref="IsUniquePerShard{TEntity}(KeyBuilder{TEntity})" />
    public static KeyBuilder IsUniquePerShard(this KeyBuilder keyBuilder)
    {
        ArgumentNullException.ThrowIfNull(keyBuilder);
        keyBuilder.Metadata.SetAnnotation(ShardingAnnotations.UniquePerShard, true);
        return keyBuilder;
    }
}
