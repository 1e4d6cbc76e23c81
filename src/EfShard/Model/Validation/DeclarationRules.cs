using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model.Validation;

/// <summary>Declarations must stand where they mean something, and every entity that makes a promise must get a shard by it.</summary>
internal static class DeclarationRules
{
    public static IEnumerable<string> Check(ResolvedPlacements model)
        => model.Model.GetEntityTypes().SelectMany(type => Places(type).Concat(Uniqueness(type)).Concat(Inheritance(type, model)));

    private static IEnumerable<string> Places(IEntityType type)
    {
        var declares = type.GetDeclaredKind() is not null || type.GetDeclaredGroup() is not null || type.AllowsNullShardKey();
        if (declares && type.FindOwnership() is { } ownership)
        {
            yield return ShardModelErrors.DeclaredOnOwned(type, ownership.PrincipalEntityType);
        }
        else if (declares && type.BaseType is not null)
        {
            yield return ShardModelErrors.DeclaredOnDerived(type);
        }
        else if (type.GetDeclaredKind() is not TableKind.Sharded)
        {
            if (type.GetDeclaredGroup() is { } group)
            {
                yield return ShardModelErrors.GroupWithoutShardKey(type, group);
            }

            if (type.AllowsNullShardKey())
            {
                yield return ShardModelErrors.NullWithoutShardKey(type);
            }
        }
    }

    private static IEnumerable<string> Uniqueness(IEntityType type)
        => type.GetDeclaredIndexes().Where(index => index.IsUniquePerShard() && !index.IsUnique).Select(ShardModelErrors.PerShardButNotUnique)
            .Concat(type.GetDeclaredKeys().Where(key => key.IsUniquePerShard() && key.IsPrimaryKey()).Select(ShardModelErrors.PrimaryKeyPerShard));

    private static IEnumerable<string> Inheritance(IEntityType type, ResolvedPlacements model)
    {
        if (model.Unresolved.TryGetValue(type, out var why))
        {
            if (why is Unresolved.Join)
            {
                yield return ShardModelErrors.AmbiguousJoin(type);
            }
            else if (why is Unresolved.Promises && type.GetForeignKeys().Where(fk => fk.IsColocated()).All(fk => IsLost(fk, model)))
            {
                yield return ShardModelErrors.PromisesInCircle(type);
            }
        }
        else if (type.BaseType is null
            && type.GetDeclaredKind() is null
            && model[type] is { InheritsShard: true, ColocatedForeignKeys: { Count: > 0 } foreignKeys }
            && foreignKeys.All(fk => !fk.IsRequired || fk.PrincipalEntityType.GetRootType() == type))
        {
            yield return ShardModelErrors.InheritsOverOptional(foreignKeys[0]);
        }
    }

    private static bool IsLost(IForeignKey promise, ResolvedPlacements model)
        => model.WhyUnresolved(promise.PrincipalEntityType) is Unresolved.Promises;
}
