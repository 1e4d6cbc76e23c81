using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>
///     Comes in: a finished model and what its entities and foreign keys say about sharding. Goes out: a placement for each entity type,
///     inherited over ownership, shared tables, join entities and <c>IsColocated()</c>. Nothing is judged here: what can't be resolved
///     counts as unsharded and is listed, for the validator to report. <see cref="ShardModel" /> turns the result into tables.
/// </summary>
internal sealed class PlacementResolver
{
    private readonly IModel _model;
    private readonly Dictionary<IEntityType, EntityPlacement> _resolved = [];
    private readonly Dictionary<IEntityType, Unresolved> _unresolved = [];
    private readonly HashSet<IEntityType> _joinEntities;

    private PlacementResolver(IModel model)
    {
        _model = model;
        _joinEntities = model.GetEntityTypes()
            .SelectMany(type => type.GetDeclaredSkipNavigations())
            .Select(navigation => navigation.JoinEntityType)
            .ToHashSet();
    }

    public static ResolvedPlacements Resolve(IModel model) => new PlacementResolver(model).Resolve();

    private ResolvedPlacements Resolve()
    {
        var waiting = _model.GetEntityTypes().Where(type => type.BaseType is null).ToList();

        // Entities wait for those they live with, until nothing moves any more. Then, once, an entity with several principals that form a
        // cycle may take the one that is known.
        for (bool moved = true, relaxed = false; moved || !relaxed;)
        {
            relaxed = !moved;
            moved = waiting.RemoveAll(type => TryResolve(type, relaxed) is { } placement && _resolved.TryAdd(type, placement)) > 0;
        }

        var reasons = waiting.ConvertAll(WhyNotResolved);
        foreach (var (type, why) in waiting.Zip(reasons))
        {
            _resolved.Add(type, Unsharded(type, why));
        }

        foreach (var type in _model.GetEntityTypes().Where(type => type.BaseType is not null))
        {
            _resolved.Add(type, ForDerived(type));
        }

        return new ResolvedPlacements(_model, _resolved, _unresolved);
    }

    private EntityPlacement? TryResolve(IEntityType type, bool relaxed)
    {
        if (type.FindOwnership() is { } ownership)
        {
            return InheritAny(type, ownership);
        }

        var promises = PromisesOf(type);
        return type.GetDeclaredKind() switch
        {
            TableKind.Sharded => ForDeclared(type, promises),
            { } kind => new EntityPlacement { EntityType = type, Kind = kind },
            null when promises.Count > 0 => ThroughPromises(type, promises, relaxed),
            null when FindTableSharing(type) is { } sharing => InheritAny(type, sharing),
            null when _joinEntities.Contains(type) => ForJoin(type),
            null => Unsharded(type, type.GetTableName() is null && type.GetViewName() is null ? Unresolved.Unmapped : Unresolved.Unmarked),
        };
    }

    private static EntityPlacement ForDeclared(IEntityType type, List<IForeignKey> promises) => new()
    {
        EntityType = type,
        Kind = TableKind.Sharded,
        Group = type.GetDeclaredGroup() ?? ShardModel.DefaultGroup,
        Key = (type.GetDeclaredShardKey() ?? [])
            .Select(type.FindProperty)
            .OfType<IProperty>()
            .Select(property => new ShardKeyProperty(property))
            .ToList(),
        ColocatedForeignKeys = promises,
        AllowsNullKey = type.AllowsNullShardKey(),
        AllowsKeyChange = type.AllowsShardKeyChange(),
    };

    private EntityPlacement? ThroughPromises(IEntityType type, List<IForeignKey> promises, bool relaxed)
    {
        var principals = promises.Where(fk => fk.PrincipalEntityType.GetRootType() != type).ToList();
        var known = principals.Where(IsResolved).ToList();
        if (known.Count < principals.Count && !relaxed)
        {
            return null;
        }

        // A foreign key that carries the principal's shard key is worth more: its columns route.
        return known.Where(fk => PrincipalOf(fk).Kind is TableKind.Sharded)
            .Select(fk => Inherit(type, fk, promises))
            .OrderByDescending(placement => placement.Key.Count)
            .FirstOrDefault();
    }

    private EntityPlacement? ForJoin(IEntityType type)
    {
        var foreignKeys = type.GetForeignKeys().ToList();
        if (!foreignKeys.TrueForAll(IsResolved))
        {
            return null;
        }

        var sharded = foreignKeys.Where(fk => !fk.IsCrossShard() && PrincipalOf(fk).Kind is TableKind.Sharded).ToList();
        return sharded.Count switch
        {
            1 => Inherit(type, sharded[0], [sharded[0]]),
            0 when foreignKeys.TrueForAll(fk => PrincipalOf(fk).Kind is not TableKind.Sharded) => new EntityPlacement
            {
                EntityType = type,
                Kind = foreignKeys.TrueForAll(fk => PrincipalOf(fk).Kind is TableKind.Reference) ? TableKind.Reference : TableKind.Unsharded,
            },
            _ => null,
        };
    }

    private EntityPlacement? InheritAny(IEntityType type, IForeignKey foreignKey)
        => _resolved.TryGetValue(foreignKey.PrincipalEntityType.GetRootType(), out var principal)
            ? principal.Kind is TableKind.Sharded
                ? Inherit(type, foreignKey, [foreignKey, .. PromisesOf(type).Where(fk => fk != foreignKey)])
                : new EntityPlacement { EntityType = type, Kind = principal.Kind }
            : null;

    private EntityPlacement Inherit(IEntityType type, IForeignKey foreignKey, IReadOnlyList<IForeignKey> colocated)
    {
        var principal = PrincipalOf(foreignKey);
        var key = principal.Key
            .Select(component => foreignKey.PrincipalKey.Properties.ToList().IndexOf(component.Property))
            .Where(position => position >= 0)
            .Select(position => new ShardKeyProperty(foreignKey.Properties[position]))
            .ToList();

        return new EntityPlacement
        {
            EntityType = type,
            Kind = TableKind.Sharded,
            Group = principal.Group,
            Key = key.Count == principal.Key.Count ? key : [],
            ColocatedForeignKeys = colocated,
            AllowsNullKey = principal.AllowsNullKey,
        };
    }

    private EntityPlacement ForDerived(IEntityType type)
    {
        var root = _resolved[type.GetRootType()];
        return new EntityPlacement
        {
            EntityType = type,
            Kind = root.Kind,
            Group = root.Group,
            Key = root.Key,
            ColocatedForeignKeys = root.Kind is TableKind.Sharded ? root.ColocatedForeignKeys.Union(PromisesOf(type)).ToList() : [],
            AllowsNullKey = root.AllowsNullKey,
            AllowsKeyChange = root.AllowsKeyChange,
        };
    }

    private Unresolved WhyNotResolved(IEntityType type)
        => PromisesOf(type).Count > 0 ? Unresolved.Promises
            : _joinEntities.Contains(type) && type.GetForeignKeys().All(IsResolved) ? Unresolved.Join
            : Unresolved.WithOwner;

    private EntityPlacement Unsharded(IEntityType type, Unresolved why)
    {
        _unresolved.Add(type, why);
        return new EntityPlacement { EntityType = type, Kind = TableKind.Unsharded };
    }

    private bool IsResolved(IForeignKey foreignKey) => _resolved.ContainsKey(foreignKey.PrincipalEntityType.GetRootType());

    private EntityPlacement PrincipalOf(IForeignKey foreignKey) => _resolved[foreignKey.PrincipalEntityType.GetRootType()];

    private static List<IForeignKey> PromisesOf(IEntityType type)
        => type.GetForeignKeys().Where(fk => fk.IsColocated() && !fk.IsOwnership).ToList();

    private static IForeignKey? FindTableSharing(IEntityType type)
        => StoreObjectIdentifier.Create(type, StoreObjectType.Table) is { } table
            ? type.FindRowInternalForeignKeys(table).FirstOrDefault(fk => fk.PrincipalEntityType.GetRootType() != type)
            : null;
}
