using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>
///     The annotations in which the model keeps what was said about sharding. Their values are strings, string arrays and booleans only,
///     so that they survive in migration snapshots and compiled models.
/// </summary>
internal static class ShardingAnnotations
{
    private const string Prefix = "EfShard:";

    public const string Kind = Prefix + "Kind";
    public const string ShardKey = Prefix + "ShardKey";
    public const string Group = Prefix + "Group";
    public const string AllowNullShardKey = Prefix + "AllowNullShardKey";
    public const string AllowShardKeyChange = Prefix + "AllowShardKeyChange";
    public const string ForeignKey = Prefix + "ForeignKey";
    public const string UniquePerShard = Prefix + "UniquePerShard";
    public const string Collation = Prefix + "Collation";
    public const string Provider = Prefix + "Provider";
    public const string DefaultCollation = Prefix + "DefaultCollation";
    public const string ShardedId = Prefix + "ShardedId";
    public const string GlobalIndex = Prefix + "GlobalIndex";
    public const string GlobalIndexOf = Prefix + "GlobalIndexOf";
    public const string ReadsNoTables = Prefix + "ReadsNoTables";

    /// <summary>What the entity type itself says it is; <see langword="null" /> if it says nothing.</summary>
    public static TableKind? GetDeclaredKind(this IReadOnlyEntityType entityType)
        => entityType[Kind] is string kind ? Enum.Parse<TableKind>(kind) : null;

    public static IReadOnlyList<string>? GetDeclaredShardKey(this IReadOnlyEntityType entityType) => entityType[ShardKey] as string[];

    public static string? GetDeclaredGroup(this IReadOnlyEntityType entityType) => entityType[Group] as string;

    public static bool AllowsNullShardKey(this IReadOnlyEntityType entityType) => entityType[AllowNullShardKey] is true;

    public static bool AllowsShardKeyChange(this IReadOnlyEntityType entityType) => entityType[AllowShardKeyChange] is true;

    public static ForeignKeyPlacement GetDeclaredPlacement(this IReadOnlyForeignKey foreignKey)
        => foreignKey[ForeignKey] is string placement ? Enum.Parse<ForeignKeyPlacement>(placement) : ForeignKeyPlacement.Undeclared;

    public static bool IsColocated(this IReadOnlyForeignKey foreignKey) => foreignKey.GetDeclaredPlacement() is ForeignKeyPlacement.Colocated;

    public static bool IsCrossShard(this IReadOnlyForeignKey foreignKey) => foreignKey.GetDeclaredPlacement() is ForeignKeyPlacement.CrossShard;

    public static bool IsShardedId(this IReadOnlyProperty property) => property[ShardedId] is true;

    /// <summary>The group in which the entries of a property's global index are placed; <see langword="null" /> if it has none.</summary>
    public static string? GetGlobalIndexGroup(this IReadOnlyProperty property) => property[GlobalIndex] as string;

    /// <summary>Whether an entity type is the table of a global index.</summary>
    public static bool IsGlobalIndex(this IReadOnlyEntityType entityType) => entityType[GlobalIndexOf] is not null;

    public static bool IsUniquePerShard(this IReadOnlyAnnotatable indexOrKey) => indexOrKey[UniquePerShard] is true;
}
