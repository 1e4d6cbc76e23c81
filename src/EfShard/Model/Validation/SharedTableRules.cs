using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model.Validation;

/// <summary>Entity types in one table or view share its rows, so that they must agree on where these live.</summary>
internal static class SharedTableRules
{
    public static IEnumerable<string> Check(ResolvedPlacements model)
        => InStore(model, StoreObjectType.Table).Concat(InStore(model, StoreObjectType.View));

    private static IEnumerable<string> InStore(ResolvedPlacements model, StoreObjectType storeType)
        => from type in model.Model.GetEntityTypes()
           where !type.IsMappedToJson()
           let store = StoreObjectIdentifier.Create(type, storeType)
           where store is not null
           group type by store.Value into sharing
           from error in Disagreements(model, sharing.Key, sharing.ToList())
           select error;

    private static IEnumerable<string> Disagreements(ResolvedPlacements model, StoreObjectIdentifier store, List<IEntityType> types)
    {
        // The one that the others share the row of.
        var main = types.Find(type => !type.FindRowInternalForeignKeys(store).Any()) ?? types[0];
        foreach (var other in types.Where(type => type != main))
        {
            var (one, two) = (model[main], model[other]);
            if (one.Kind != two.Kind || one.Group != two.Group)
            {
                yield return ShardModelErrors.SharedTableKinds(store, one, two);
            }
            else if (one.Key.Count > 0 && two.Key.Count > 0 && !Columns(one, store).SequenceEqual(Columns(two, store)))
            {
                yield return ShardModelErrors.SharedTableKeys(store, one, two);
            }
        }
    }

    private static IEnumerable<string?> Columns(EntityPlacement placement, StoreObjectIdentifier store)
        => placement.Key.Select(component => component.Property.GetColumnName(store));
}
