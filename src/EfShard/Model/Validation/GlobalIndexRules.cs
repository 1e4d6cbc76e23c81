using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model.Validation;

/// <summary>A global index is kept by <c>SaveChanges</c>: nothing else may write the rows that it is of, and it must know their shard keys.</summary>
internal static class GlobalIndexRules
{
    public static IEnumerable<string> Check(ResolvedPlacements model)
        => from type in model.Model.GetEntityTypes()
           from property in type.GetDeclaredProperties()
           where property.GetGlobalIndexGroup() is not null
           from error in Check(model, type, property)
           select error;

    private static IEnumerable<string> Check(ResolvedPlacements model, IEntityType type, IProperty property)
    {
        if (type.IsOwned())
        {
            yield return ShardModelErrors.GlobalIndexOfOwned(type, property);
            yield break;
        }

        if (model[type].Kind is not TableKind.Sharded)
        {
            yield return ShardModelErrors.GlobalIndexOfUnsharded(type, property, model[type].Kind);
            yield break;
        }

        if (type.GetRootType().GetDeclaredShardKey() is null)
        {
            yield return ShardModelErrors.GlobalIndexWithoutKey(type, property);
        }

        if (type.GetRootType().GetDerivedTypesInclusive().Any(t => t.GetSeedData().Any()))
        {
            yield return ShardModelErrors.GlobalIndexOfSeeds(type, property);
        }

        foreach (var foreignKey in type.GetRootType().GetDerivedTypesInclusive().SelectMany(t => t.GetDeclaredForeignKeys()))
        {
            if (!foreignKey.IsBaseLinking()
                && (foreignKey.DeleteBehavior is DeleteBehavior.Cascade
                    || (foreignKey.DeleteBehavior is DeleteBehavior.SetNull && foreignKey.Properties.Contains(property))))
            {
                yield return ShardModelErrors.GlobalIndexBehindCascade(type, property, foreignKey);
            }
        }
    }
}
