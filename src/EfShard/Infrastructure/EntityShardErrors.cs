using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Infrastructure;

/// <summary>The texts of errors in telling an entity's shard. They name types and properties, never values.</summary>
internal static class EntityShardErrors
{
    public static string NoEntity(Type type, Type context)
        => $"'{type.Name}' is no entity type of '{context.Name}', so that it has no shard. Pass an entity type of the model.";

    public static string NotSharded(IEntityType type)
        => $"'{type.DisplayName()}' is not sharded, so that no key decides where its rows live. Ask for an entity with HasShardKey(...).";

    public static string Reference(IEntityType type)
        => $"'{type.DisplayName()}' is a reference table: every shard has a copy of every row, not one of them alone.";

    public static string WrongCount(IEntityType type, IReadOnlyList<string> key, int given)
        => key.Count == 0
            ? $"'{type.DisplayName()}' has no shard key of its own: it lives with its principal. Ask for the principal's shard, or pass the entity itself."
            : $"The shard key of '{type.DisplayName()}' is ({string.Join(", ", key)}), but {given} values were given. Pass one value for each, in this order.";

    public static string NullKey(IEntityType type)
        => $"'{type.DisplayName()}' has no shard key: its value is null. Set it, or call AllowNullShardKey() in the model.";

    public static string UnknownPrincipal(IEntityType type, IReadOnlyList<string> principals)
        => $"The shard of this '{type.DisplayName()}' is known only to the {string.Join(" or ", principals)} that it lives with, which it does not point to "
            + "and which the context does not track. Load the principal first, or set the navigation to it.";
}
