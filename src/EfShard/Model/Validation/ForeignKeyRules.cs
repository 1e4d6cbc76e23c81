using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model.Validation;

/// <summary>
///     A foreign key must show by the shard key that both ends live together, or say whether they do: the database checks it within a shard
///     only, and a join over it is done shard by shard only where that is right.
/// </summary>
internal static class ForeignKeyRules
{
    public static IEnumerable<string> Check(ResolvedPlacements model)
        => from type in model.Model.GetEntityTypes()
           from foreignKey in type.GetDeclaredForeignKeys()
           where !foreignKey.IsBaseLinking()
           let error = Check(model, foreignKey)
           where error is not null
           select error;

    private static string? Check(ResolvedPlacements model, IForeignKey foreignKey) => foreignKey.GetDeclaredPlacement() switch
    {
        _ when model.IsUnmapped(foreignKey.DeclaringEntityType) || model.IsUnmapped(foreignKey.PrincipalEntityType) => null,
        _ when foreignKey.IsOwnership => foreignKey.IsCrossShard() ? ShardModelErrors.CrossShardOwnership(foreignKey) : null,
        ForeignKeyPlacement.CrossShard => CrossShard(foreignKey),
        ForeignKeyPlacement.Colocated => Colocated(model, foreignKey),
        _ => Undeclared(model, foreignKey),
    };

    private static string? CrossShard(IForeignKey foreignKey)
        => IsWithinRow(foreignKey) ? ShardModelErrors.CrossShardWithinRow(foreignKey)
            : foreignKey.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull ? ShardModelErrors.CrossShardDelete(foreignKey)
            : null;

    private static string? Colocated(ResolvedPlacements model, IForeignKey foreignKey)
    {
        var dependent = model[foreignKey.DeclaringEntityType];
        var principal = model[foreignKey.PrincipalEntityType];

        // One that gets its shard from a promise that can't be kept is reported at the promise's principal, or as a circle.
        var dependentIsLost = model.WhyUnresolved(foreignKey.DeclaringEntityType) is Unresolved.Promises;
        var principalIsLost = model.WhyUnresolved(foreignKey.PrincipalEntityType) is Unresolved.Promises;

        return principalIsLost ? null
            : principal.Kind is not TableKind.Sharded ? ShardModelErrors.ColocatedWithUnsharded(foreignKey, principal.Kind)
            : dependentIsLost ? null
            : dependent.Kind is not TableKind.Sharded ? ShardModelErrors.ColocatedFromUnsharded(foreignKey, dependent.Kind)
            : dependent.Group != principal.Group ? ShardModelErrors.ColocatedInOtherGroup(foreignKey, dependent.Group!, principal.Group!)
            : dependent.Key.Count > 0 && principal.Key.Count > 0 && !AreComparable(dependent, principal)
                ? ShardModelErrors.ColocatedByOtherKey(foreignKey)
            : null;
    }

    private static string? Undeclared(ResolvedPlacements model, IForeignKey foreignKey)
    {
        var dependent = model[foreignKey.DeclaringEntityType];
        var principal = model[foreignKey.PrincipalEntityType];
        var lost = Unmarked(model, foreignKey.DeclaringEntityType) ?? Unmarked(model, foreignKey.PrincipalEntityType);

        return (dependent.Kind, principal.Kind) switch
        {
            _ when IsWithinRow(foreignKey) => null,
            _ when model.WhyUnresolved(foreignKey.DeclaringEntityType) is Unresolved.Promises or Unresolved.Join => null,
            (_, TableKind.Reference) => null,
            (TableKind.Unsharded, TableKind.Unsharded) => null,
            _ when lost is not null => ShardModelErrors.ForeignKeyOfUnmarked(foreignKey, lost),
            (TableKind.Reference, _) => ShardModelErrors.ForeignKeyFromReference(foreignKey, principal.Kind),
            (TableKind.Sharded, TableKind.Sharded) when model.ContainsShardKey(foreignKey) && !AreComparable(dependent, principal)
                => ShardModelErrors.ForeignKeyBetweenStoredTypes(foreignKey),
            (TableKind.Sharded, TableKind.Sharded) when model.AreColocated(foreignKey) => null,
            (TableKind.Sharded, TableKind.Sharded) when dependent.Group != principal.Group
                => ShardModelErrors.ForeignKeyToOtherGroup(foreignKey, dependent.Group!, principal.Group!),
            (TableKind.Sharded, TableKind.Sharded) => ShardModelErrors.ForeignKeyWithoutShardKey(foreignKey, principal),
            _ => ShardModelErrors.ForeignKeyToUnsharded(foreignKey, dependent.Kind, principal.Kind),
        };
    }

    private static IEntityType? Unmarked(ResolvedPlacements model, IEntityType type)
        => model.WhyUnresolved(type) is Unresolved.Unmarked ? type : null;

    // Two keys can be the same key only if they have as many components, of the same kinds.
    private static bool AreComparable(EntityPlacement dependent, EntityPlacement principal)
        => dependent.Key.Select(Kind).SequenceEqual(principal.Key.Select(Kind));

    private static string Kind(ShardKeyProperty component)
    {
        var stored = component.Property.GetRelationalTypeMapping().Converter?.ProviderClrType ?? component.Property.ClrType;
        stored = Nullable.GetUnderlyingType(stored) ?? stored;
        return stored.IsEnum || Type.GetTypeCode(stored) is TypeCode.Boolean or (>= TypeCode.SByte and <= TypeCode.UInt64) ? "number"
            : stored == typeof(string) || stored == typeof(char) ? "text"
            : stored == typeof(DateTime) || stored == typeof(DateTimeOffset) ? "time"
            : stored.Name;
    }

    private static bool IsWithinRow(IForeignKey foreignKey)
        => StoreObjectIdentifier.Create(foreignKey.DeclaringEntityType, StoreObjectType.Table) is { } table
            && foreignKey.DeclaringEntityType.FindRowInternalForeignKeys(table).Contains(foreignKey);
}
