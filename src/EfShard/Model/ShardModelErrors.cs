using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>The texts of everything that can be wrong with a sharded model: what, why, and what to write instead.</summary>
internal static class ShardModelErrors
{
    public static string EmptyShardKey(IReadOnlyEntityType type)
        => $"The shard key of '{type.DisplayName()}' names no property. Name at least one, or use ToUnshardedTable().";

    public static string ContradictingAttributes(IReadOnlyEntityType type)
        => $"'{type.DisplayName()}' has more than one of [ShardKey] on properties, [ShardKey] on the class, [ReferenceTable] and [UnshardedTable]. "
            + "Its rows can live in one way only: keep one of them.";

    public static string UnorderedAttributes(IReadOnlyEntityType type)
        => $"'{type.DisplayName()}' has [ShardKey] on several properties without saying in which order they make up the key. "
            + "Give each its own [ShardKey(Order = ...)].";

    public static string UnknownTable(ITableBase table)
        => $"'{table.SchemaQualifiedName}' is no table or view of this model, so that its rows' shards are unknown.";

    public static ShardingModelException Unmarked(IReadOnlyList<IEntityType> types)
        => new(types.Select(type =>
            $"'{type.DisplayName()}' does not say where its rows live, while other entities of the model do. Give it HasShardKey(...), "
            + "ToReferenceTable() or ToUnshardedTable(), or declare the relationship through which it lives with its principal IsColocated(); "
            + "or call UnmarkedEntities(UnmarkedEntities.OnDefaultShard) in UseSharding to keep all such tables on the unsharded shard.").ToList());

    public static string DeclaredOnOwned(IReadOnlyEntityType type, IReadOnlyEntityType owner)
        => $"'{type.DisplayName()}' is owned by '{owner.DisplayName()}' and always lives with it, so it can't say itself where its rows live. "
            + "Remove HasShardKey, ToReferenceTable, ToUnshardedTable or the attribute from the owned type.";

    public static string DeclaredOnDerived(IReadOnlyEntityType type)
        => $"'{type.DisplayName()}' is derived from '{type.GetRootType().DisplayName()}', and a hierarchy lives in one way. "
            + $"Say it on '{type.GetRootType().DisplayName()}' instead, with a shard key that all its entities have.";

    public static string GroupWithoutShardKey(IReadOnlyEntityType type, string group)
        => $"'{type.DisplayName()}' is put into the group '{group}' but has no shard key; groups are of sharded entities. Add HasShardKey(...), "
            + "or remove InGroup: an entity that is IsColocated() with its principal is in the principal's group.";

    public static string NullWithoutShardKey(IReadOnlyEntityType type)
        => $"'{type.DisplayName()}' allows a null shard key but has no shard key. Add HasShardKey(...), or remove AllowNullShardKey().";

    public static string PerShardButNotUnique(IReadOnlyIndex index)
        => $"The index {Names(index.Properties)} of '{index.DeclaringEntityType.DisplayName()}' is declared unique per shard but is not unique. "
            + "Add IsUnique(), or remove IsUniquePerShard().";

    public static string PrimaryKeyPerShard(IReadOnlyKey key)
        => $"The primary key {Names(key.Properties)} of '{key.DeclaringEntityType.DisplayName()}' is declared unique per shard, but EF Core takes "
            + "two "
            + "rows with one primary key for the same entity. Remove IsUniquePerShard(), and use keys that are unique everywhere.";

    public static string AmbiguousJoin(IReadOnlyEntityType type)
        => $"The join entity '{type.DisplayName()}' connects two sharded entities and does not say with which it lives. In UsingEntity, declare one "
            + "relationship IsColocated() and the other IsCrossShard(), or give it a shard key of its own.";

    public static string PromisesInCircle(IReadOnlyEntityType type)
        => $"'{type.DisplayName()}' has no shard key and is IsColocated() only with entities that have none either, so that its shard can't be "
            + "known. "
            + "Give one of them HasShardKey(...).";

    public static string InheritsOverOptional(IReadOnlyForeignKey foreignKey)
        => $"{Name(foreignKey)} is optional, but '{foreignKey.DeclaringEntityType.DisplayName()}' has no shard key and gets its shard only through "
            + "it: "
            + "a row without a principal would have no shard. Make the relationship required with IsRequired(), or add HasShardKey(...).";

    public static string NoSuchProperty(IReadOnlyEntityType type, string name)
        => $"The shard key of '{type.DisplayName()}' names '{name}', which is not a property that is mapped to a column of its own table. "
            + "Navigations, "
            + "owned and complex types, and properties of derived types can't be a shard key; name a mapped property of the entity.";

    public static string RepeatedProperty(IReadOnlyEntityType type, string name)
        => $"The shard key of '{type.DisplayName()}' names '{name}' twice. Name it once.";

    public static string GeneratedShardKey(IReadOnlyEntityType type, IReadOnlyProperty property)
        => $"The shard key '{type.DisplayName()}.{property.Name}' is generated by the database, which is too late: the shard must be known before "
            + "the "
            + "row is inserted. Use HasShardedId(), or set it in the application and add ValueGeneratedNever(), or use a Guid or HasValueGenerator(...).";

    public static string UnsupportedShardKeyType(IReadOnlyEntityType type, IReadOnlyProperty property, Type stored)
        => $"The shard key '{type.DisplayName()}.{property.Name}' is stored as '{stored.Name}', which can't be a shard key: equal values must have "
            + "equal "
            + "bytes. Use a whole number, text, Guid, date or time, or a value converter to one of them.";

    public static string TextShardKey(IReadOnlyEntityType type, IReadOnlyProperty property, string why)
        => $"The shard key '{type.DisplayName()}.{property.Name}' is text that its column does not compare by its bytes, so that one key for the "
            + $"database would be two for EfShard, on two shards: {why}.";

    public static string RoundedShardKey(IReadOnlyEntityType type, IReadOnlyProperty property, string storeType)
        => $"The shard key '{type.DisplayName()}.{property.Name}' is rounded by its column of type '{storeType}', so that a row would be looked "
            + "for by "
            + "another value than the one it was placed by. Remove the precision.";

    public static string SharedTableKinds(StoreObjectIdentifier store, EntityPlacement one, EntityPlacement two)
        => $"'{one.EntityType.DisplayName()}' ({Kind(one)}) and '{two.EntityType.DisplayName()}' ({Kind(two)}) are both mapped to "
            + $"'{store.DisplayName()}', whose rows can live in one way only. Declare both alike.";

    public static string SharedTableKeys(StoreObjectIdentifier store, EntityPlacement one, EntityPlacement two)
        => $"'{one.EntityType.DisplayName()}' and '{two.EntityType.DisplayName()}' are both mapped to '{store.DisplayName()}' but have different "
            + "shard "
            + "keys. Declare the same columns on both.";

    public static string CrossShardOwnership(IReadOnlyForeignKey foreignKey)
        => $"'{foreignKey.DeclaringEntityType.DisplayName()}' is owned by '{foreignKey.PrincipalEntityType.DisplayName()}' and always lives with "
            + "it, so "
            + "the ownership can't be IsCrossShard(). Remove it, or make the type an entity of its own.";

    public static string CrossShardWithinRow(IReadOnlyForeignKey foreignKey)
        => $"{Name(foreignKey)} connects entities in one row of one table and can't be IsCrossShard(). Remove it, or use two tables.";

    public static string CrossShardDelete(IReadOnlyForeignKey foreignKey)
        => $"{Name(foreignKey)} is IsCrossShard() and has DeleteBehavior.{foreignKey.DeleteBehavior}, which the database would have to carry out, "
            + "but it "
            + "can't follow the key to another shard. Use OnDelete with "
            + (foreignKey.DeleteBehavior is DeleteBehavior.Cascade ? "ClientCascade" : "ClientSetNull")
            + " (only dependents that the context tracks), Restrict or NoAction, and delete or update the others yourself.";

    public static string ColocatedWithUnsharded(IReadOnlyForeignKey foreignKey, TableKind kind)
        => kind is TableKind.Reference
            ? $"{Name(foreignKey)} is IsColocated(), but '{foreignKey.PrincipalEntityType.DisplayName()}' is a reference table, of which every "
                + "shard has a "
                + "copy. Remove IsColocated(); give the dependent HasShardKey(...) if it has none."
            : $"{Name(foreignKey)} is IsColocated(), but '{foreignKey.PrincipalEntityType.DisplayName()}' is not sharded. Give it "
                + "HasShardKey(...), or "
                + "declare the relationship IsCrossShard().";

    public static string ColocatedFromUnsharded(IReadOnlyForeignKey foreignKey, TableKind kind)
        => $"{Name(foreignKey)} is IsColocated(), but '{foreignKey.DeclaringEntityType.DisplayName()}' is {Kind(kind)}. Remove IsColocated() and use "
            + "IsCrossShard(), or shard the dependent.";

    public static string ColocatedInOtherGroup(IReadOnlyForeignKey foreignKey, string dependentGroup, string principalGroup)
        => $"{Name(foreignKey)} is IsColocated(), but its ends are in the groups '{dependentGroup}' and '{principalGroup}', which are placed "
            + "independently. Put both into one group, or declare the relationship IsCrossShard().";

    public static string ColocatedByOtherKey(IReadOnlyForeignKey foreignKey)
        => $"{Name(foreignKey)} is IsColocated(), but its ends have shard keys of different components or types, which are never equal. Give both "
            + "the "
            + "same key, or remove HasShardKey from the dependent so that it lives where its principal lives.";

    public static string ForeignKeyOfUnmarked(IReadOnlyForeignKey foreignKey, IReadOnlyEntityType unmarked)
        => $"{Name(foreignKey)} may point to another shard, since '{unmarked.DisplayName()}' does not say where its rows live. Give it "
            + "HasShardKey(...) or "
            + "ToReferenceTable(), or declare the relationship IsColocated() if the dependent lives with its principal; if the table is not to be "
            + "sharded, "
            + "use ToUnshardedTable() and declare the relationship IsCrossShard().";

    public static string ForeignKeyFromReference(IReadOnlyForeignKey foreignKey, TableKind principal)
        => $"{Name(foreignKey)} leads from a reference table, of which every shard has a copy, to a row that only one shard has "
            + $"({Kind(principal)}): its "
            + "constraint would fail on all others. Make the principal a reference table, or declare the relationship IsCrossShard().";

    public static string ForeignKeyBetweenStoredTypes(IReadOnlyForeignKey foreignKey)
        => $"{Name(foreignKey)} leads from the shard key to the shard key, but their columns store different types, so that equal keys would be "
            + "placed "
            + "apart. Use the same value conversion on both.";

    public static string ForeignKeyToOtherGroup(IReadOnlyForeignKey foreignKey, string dependentGroup, string principalGroup)
        => $"{Name(foreignKey)} leads from the group '{dependentGroup}' to the group '{principalGroup}', which are placed independently. Declare the "
            + "relationship IsCrossShard(), or put both into one group.";

    public static string ForeignKeyWithoutShardKey(IReadOnlyForeignKey foreignKey, EntityPlacement principal)
        => $"{Name(foreignKey)} does not show that both ends live on one shard: it does not lead from the shard key to the shard key"
            + (principal.Key.Count == 0 ? "" : $" {Names(principal.Key.Select(component => component.Property))} of the principal")
            + ". Declare the relationship IsColocated() if the application keeps them together, or IsCrossShard() if they may live apart.";

    public static string ForeignKeyToUnsharded(IReadOnlyForeignKey foreignKey, TableKind dependent, TableKind principal)
        => $"{Name(foreignKey)} leads from {Kind(dependent)} to {Kind(principal)}, so its ends may be on different shards. Declare the relationship "
            + "IsCrossShard(), or make the principal a reference table.";

    public static string UniqueIndexWithoutShardKey(IReadOnlyIndex index)
        => $"The unique index {Names(index.Properties)} of '{index.DeclaringEntityType.DisplayName()}' does not contain the shard key, so that "
            + "each shard "
            + "checks only its own rows and two shards may hold the same value. Add the shard key to the index, or declare it with "
            + "HasIndex(...).IsUnique().IsUniquePerShard(). HasGlobalIndex(...) in its place is unique over all shards (PostgreSQL).";

    public static string AlternateKeyWithoutShardKey(IReadOnlyKey key)
        => $"The alternate key {Names(key.Properties)} of '{key.DeclaringEntityType.DisplayName()}' does not contain the shard key, so that each "
            + "shard "
            + "checks only its own rows. Add the shard key to it, or, if the application makes its values unique everywhere, declare it with "
            + "HasAlternateKey(...).IsUniquePerShard().";

    public static string HiLo(IReadOnlyEntityType type, IReadOnlyProperty property)
        => $"'{type.DisplayName()}.{property.Name}' is generated by HiLo, which asks one database for blocks of numbers, and each shard would hand "
            + "out the "
            + "same ones. Use HasShardedId(), or set the value in the application and add ValueGeneratedNever(), or use a Guid or HasValueGenerator(...).";

    public static string GeneratedKey(IReadOnlyEntityType type, IReadOnlyKey key, IReadOnlyProperty property)
        => $"'{type.DisplayName()}.{property.Name}' of the {(key.IsPrimaryKey() ? "primary" : "alternate")} key {Names(key.Properties)} is "
            + "generated by the "
            + "database, so that two shards would make the same key for different rows. Use HasShardedId(), or set it in the application and add ValueGeneratedNever(), "
            + "use a Guid "
            + "or HasValueGenerator(...), or add the shard key to the key.";

    public static string NoSingleKey(IReadOnlyEntityType type)
        => $"'{type.DisplayName()}' has no primary key of one property that HasShardedId() could make. Call HasKey first, or name the property: "
            + "Property(...).HasShardedId().";

    public static string ShardedIdType(IReadOnlyEntityType type, IReadOnlyProperty property)
        => $"'{type.DisplayName()}.{property.Name}' has HasShardedId() and is a '{property.ClrType.Name}'"
            + (property.GetValueConverter() is null && property.GetProviderClrType() is null ? "" : " with a value conversion")
            + ", but its values are numbers of 64 bits or Guids. Make it a long or a Guid without a conversion, or make its values with HasValueGenerator(...).";

    public static string ShardedIdOutsideKey(IReadOnlyEntityType type, IReadOnlyProperty property)
        => $"'{type.DisplayName()}.{property.Name}' has HasShardedId(), which makes keys, but is part of no key. Remove it, or add HasKey or HasAlternateKey.";

    public static string ShardedIdOfOwned(IReadOnlyEntityType type, IReadOnlyProperty property)
        => $"'{type.DisplayName()}.{property.Name}' has HasShardedId(), but '{type.DisplayName()}' is owned: its rows are numbered within their owner's. Remove "
            + "it, or make the type an entity of its own.";

    public static string GlobalIndexOfOwned(IReadOnlyEntityType type, IReadOnlyProperty property)
        => $"'{type.DisplayName()}.{property.Name}' has a global index, but '{type.DisplayName()}' is owned. Make it an entity of its own, or keep the values "
            + "in one.";

    public static string GlobalIndexOfUnsharded(IReadOnlyEntityType type, IReadOnlyProperty property, TableKind kind)
        => $"'{type.DisplayName()}.{property.Name}' has a global index, but '{type.DisplayName()}' is {Kind(kind)}: one database sees all its rows. Use "
            + "HasIndex(...).IsUnique().";

    public static string GlobalIndexWithoutKey(IReadOnlyEntityType type, IReadOnlyProperty property)
        => $"'{type.DisplayName()}.{property.Name}' has a global index, whose entries tell rows' shard keys, but '{type.DisplayName()}' has no shard key of its own. "
            + "Give it HasShardKey(...).";

    public static string GlobalIndexOfSeeds(IReadOnlyEntityType type, IReadOnlyProperty property)
        => $"'{type.DisplayName()}.{property.Name}' has a global index, which SaveChanges keeps, but '{type.DisplayName()}' has rows of HasData, which do not pass "
            + "through it. Use UseSeeding instead.";

    public static string GlobalIndexBehindCascade(IReadOnlyEntityType type, IReadOnlyProperty property, IReadOnlyForeignKey foreignKey)
        => $"'{type.DisplayName()}.{property.Name}' has a global index, which SaveChanges keeps, but {Name(foreignKey)} has DeleteBehavior."
            + $"{foreignKey.DeleteBehavior}, by which the database itself would delete or change rows and leave their entries behind. Use OnDelete with "
            + (foreignKey.DeleteBehavior is DeleteBehavior.Cascade ? "ClientCascade" : "ClientSetNull") + ", Restrict or NoAction.";

    public static string GeneratedInReference(IReadOnlyEntityType type, IReadOnlyProperty property)
        => $"'{type.DisplayName()}.{property.Name}' is generated by the database, but '{type.DisplayName()}' is a reference table: each shard's "
            + "copy would "
            + "get its own value. "
            + (property.IsKey() ? "Use HasShardedId(), or set it in the application and add ValueGeneratedNever()"
                : "Set it in the application, or use HasDefaultValue(...) with a constant")
            + ", or use ToUnshardedTable().";

    private static string Name(IReadOnlyForeignKey foreignKey)
        => $"The foreign key {Names(foreignKey.Properties)} of '{foreignKey.DeclaringEntityType.DisplayName()}' to "
            + $"'{foreignKey.PrincipalEntityType.DisplayName()}'";

    private static string Names(IEnumerable<IReadOnlyProperty> properties) => "{" + string.Join(", ", properties.Select(p => $"'{p.Name}'")) + "}";

    private static string Kind(EntityPlacement placement)
        => placement.Kind is TableKind.Sharded ? $"sharded in the group '{placement.Group}'" : Kind(placement.Kind);

    private static string Kind(TableKind kind) => kind switch
    {
        TableKind.Sharded => "a sharded table",
        TableKind.Reference => "a reference table",
        _ => "an unsharded table",
    };
}
