#pragma warning disable EF1001 // A finished relational model shows its constraints to be changed only here.
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Internal;

namespace EfShard.Providers;

/// <summary>Changes a relational model that nobody else uses.</summary>
internal static class RelationalModelChanges
{
    /// <summary>Takes foreign keys out of the tables of a model.</summary>
    public static void RemoveForeignKeys(IRelationalModel model, Func<IForeignKeyConstraint, bool> isRemoved)
    {
        foreach (var table in model.Tables.OfType<Table>())
        {
            foreach (var constraint in table.ForeignKeyConstraints.Where(constraint => isRemoved(constraint)).ToList())
            {
                table.ForeignKeyConstraints.Remove(constraint);
            }
        }
    }
}
