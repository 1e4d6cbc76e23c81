using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model.Moving;

/// <summary>The texts of everything that keeps an entity's rows from moving: what, why, and what to write instead.</summary>
internal static class MoveModelErrors
{
    private const string Otherwise = "Or remove AllowShardKeyChange().";

    public static string WithoutShardKey(IReadOnlyEntityType type)
        => $"'{type.DisplayName()}' declares AllowShardKeyChange() but has no shard key of its own. Declare it on the entity with HasShardKey(...), from which the "
            + "rows that live with it follow.";

    public static string KeyIsPrimary(IReadOnlyEntityType type)
        => $"'{type.DisplayName()}' declares AllowShardKeyChange(), but its whole shard key is part of a primary or alternate key, and EF Core changes no keys. "
            + "Use a shard key beside the primary key. " + Otherwise;

    public static string KeyIsToken(IReadOnlyEntityType type, IReadOnlyProperty property)
        => $"'{type.DisplayName()}' declares AllowShardKeyChange(), but '{property.Name}', which is part of the shard key or of a foreign key, is a concurrency token: the "
            + "row has the new value before the old one is compared. Use another property as the token. " + Otherwise;

    public static string DatabaseToken(IReadOnlyEntityType type, IReadOnlyProperty property)
        => $"'{type.DisplayName()}' declares AllowShardKeyChange(), but the concurrency token '{property.Name}' is made by the database (xmin, a row version), and a row "
            + "that moves gets a new one. Use a token that the application sets. " + Otherwise;

    public static string CarriesSlot(IReadOnlyEntityType movable, IReadOnlyEntityType type, IReadOnlyProperty property)
        => $"'{movable.DisplayName()}' declares AllowShardKeyChange(), but '{type.DisplayName()}.{property.Name}' holds ids of HasShardedId(), which say on which shard a row "
            + "is, and would say the old one. Use Guids, or ids that the application makes. " + Otherwise;

    public static string HasOwnKey(IReadOnlyEntityType movable, IReadOnlyForeignKey foreignKey)
        => $"'{movable.DisplayName()}' declares AllowShardKeyChange(), but '{foreignKey.DeclaringEntityType.DisplayName()}' lives with its "
            + $"'{foreignKey.PrincipalEntityType.DisplayName()}' and has a shard key of its own, which would say the old shard. Remove its shard key, so that it has its shard "
            + "only from its principal (IsColocated()), or declare the relationship IsCrossShard(). " + Otherwise;

    public static string ToItself(IReadOnlyEntityType movable, IReadOnlyForeignKey foreignKey)
        => $"'{movable.DisplayName()}' declares AllowShardKeyChange(), but its rows live with others that may point back to them: "
            + $"'{foreignKey.DeclaringEntityType.DisplayName()}' points to '{foreignKey.PrincipalEntityType.DisplayName()}' in a circle, so that there is no order in which they "
            + "could move. Declare one relationship IsCrossShard(). " + Otherwise;

    public static string NoConstraint(IReadOnlyEntityType movable, ITableBase table)
        => $"The shard key of a '{movable.DisplayName()}' has been changed, but rows of '{table.SchemaQualifiedName}' live with it that no foreign key of the database binds to "
            + "it, so that those written meanwhile would stay behind. " + Instead;

    public static string CannotFollow(IReadOnlyEntityType movable, ITableBase table)
        => $"The shard key of a '{movable.DisplayName()}' has been changed, but rows of '{table.SchemaQualifiedName}' are bound to it by a foreign key and can't follow: they "
            + "have a shard key of their own, ids that say where they are, or point back to rows that would move with them. " + Instead;

    public static string InParts(IReadOnlyEntityType movable, ITableBase table)
        => $"The shard key of a '{movable.DisplayName()}' has been changed, but '{table.SchemaQualifiedName}' holds a part of it that its other tables' foreign keys do not "
            + "lead to. Map the shard key to the entity's first table. " + Instead;

    private const string Instead
        = "Delete the row, save, and add it again with the new shard key. Nothing has been sent to a database.";
}
