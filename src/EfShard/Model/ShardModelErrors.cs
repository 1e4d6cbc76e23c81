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
}
