using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model.Validation;

/// <summary>
///     Two databases that each count from one make the same key twice, and EF Core's identity map would take two rows for one. And copies of
///     a row must be equal, which values that each database makes for itself are not.
/// </summary>
internal static class GeneratedValueRules
{
    public static IEnumerable<string> Check(ResolvedPlacements model)
        => model.Model.GetEntityTypes()
            .Where(type => !type.IsMappedToJson())
            .SelectMany(type => HiLo(type).Concat(type.GetTableName() is null ? [] : model[type].Kind switch
            {
                TableKind.Sharded => Keys(model, type),
                TableKind.Reference => Copies(type),
                _ => [],
            }));

    private static IEnumerable<string> HiLo(IEntityType type)
        => type.GetDeclaredProperties().Where(ValueGeneration.IsHiLo).Select(property => ShardModelErrors.HiLo(type, property));

    private static IEnumerable<string> Keys(ResolvedPlacements model, IEntityType type)
        => from key in type.GetDeclaredKeys()
           where !model.DetermineShard(type, key.Properties)
           from property in key.Properties
           where ValueGeneration.IsByDatabase(property) && !ValueGeneration.IsHiLo(property) && !IsShardKey(model[type], property)
           select ShardModelErrors.GeneratedKey(type, key, property);

    private static IEnumerable<string> Copies(IEntityType type)
        => from property in type.GetFlattenedDeclaredProperties()
           where ValueGeneration.IsByDatabase(property) && !ValueGeneration.IsConstantDefault(property) && !ValueGeneration.IsHiLo(property)
           select ShardModelErrors.GeneratedInReference(type, property);

    // Reported as a shard key already.
    private static bool IsShardKey(EntityPlacement placement, IProperty property) => placement.Key.Any(component => component.Property == property);
}
