using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model.Validation;

/// <summary>
///     A shard can check uniqueness only among its own rows. That is enough if equal values are on one shard for certain; otherwise the model
///     must say that it knows. Primary keys are the application's to keep unique, since EF Core's identity map needs them so.
/// </summary>
internal static class UniquenessRules
{
    public static IEnumerable<string> Check(ResolvedPlacements model)
        => model.Model.GetEntityTypes().SelectMany(type =>
            type.GetDeclaredIndexes()
                .Where(index => index.IsUnique && !index.IsUniquePerShard() && !model.DetermineShard(type, index.Properties))
                .Select(ShardModelErrors.UniqueIndexWithoutShardKey)
                .Concat(type.GetDeclaredKeys()
                    .Where(key => !key.IsPrimaryKey() && !key.IsUniquePerShard() && !model.DetermineShard(type, key.Properties))
                    .Select(ShardModelErrors.AlternateKeyWithoutShardKey)));
}
