using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>
///     New rows of one table, none of which can refer to another: EF Core's search for dependencies, which costs more the more rows there are, would find none, and
///     what is left of its order is that of the keys.
/// </summary>
internal static class IndependentInserts
{
    /// <summary>Whether there is nothing but such rows. Where in doubt, there is.</summary>
    public static bool AreAll(IReadOnlyList<IReadOnlyModificationCommand> commands)
    {
        if (commands.Count == 0 || commands[0] is not { Table: { } table, Entries: [var first] } || RefersToItself(table) || RefersToItself(first.EntityType))
        {
            return false;
        }

        foreach (var command in commands)
        {
            // Deleted or changed rows free unique values; entries that share a row have foreign keys within it.
            if (command is not { EntityState: EntityState.Added, StoreStoredProcedure: null, Entries: [var entry] }
                || command.Table != table || entry.EntityType != first.EntityType || entry.SharedIdentityEntry is not null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The rows in EF Core's order.</summary>
    public static List<IReadOnlyModificationCommand> Sort(IReadOnlyList<IReadOnlyModificationCommand> commands, IComparer<IReadOnlyModificationCommand> order)
    {
        List<IReadOnlyModificationCommand> sorted = [.. commands];
        for (var i = 1; i < sorted.Count; i++)
        {
            if (order.Compare(sorted[i - 1], sorted[i]) >= 0)
            {
                sorted.Sort(order);
                break;
            }
        }

        return sorted;
    }

    private static bool RefersToItself(ITable table) => table.ForeignKeyConstraints.Any(constraint => constraint.PrincipalTable == table);

    // Also where no constraint in the database says so.
    private static bool RefersToItself(IEntityType type)
        => type.GetForeignKeys().Any(key => key.PrincipalEntityType.IsAssignableFrom(type) || type.IsAssignableFrom(key.PrincipalEntityType));
}
