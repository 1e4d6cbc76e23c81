using EfShard.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace EfShard.Schema;

/// <summary>The foreign keys of a model that its tables must not have, because a row may point to another shard.</summary>
internal sealed class OmittedConstraints
{
    private readonly HashSet<(string? Schema, string Table, string Name)> _names;

    private OmittedConstraints(IEnumerable<(string? Schema, string Table, string Name)> names) => _names = [.. names];

    public static OmittedConstraints Of(IModel? model)
        => new((model?.GetRelationalModel().Tables ?? [])
            .SelectMany(table => table.ForeignKeyConstraints)
            .Where(ShardModel.IsConstraintOmitted)
            .Select(constraint => (constraint.Table.Schema, constraint.Table.Name, constraint.Name)));

    /// <summary>Leaves out what would make such a constraint, or drop one that was never made.</summary>
    /// <param name="operations">The operations; those that make tables are changed.</param>
    /// <param name="before">The constraints that the model before the operations omits.</param>
    /// <param name="after">The constraints that the model after them omits.</param>
    public static IEnumerable<MigrationOperation> Filter(IEnumerable<MigrationOperation> operations, OmittedConstraints before, OmittedConstraints after)
    {
        foreach (var operation in operations)
        {
            if (operation is CreateTableOperation table)
            {
                table.ForeignKeys.RemoveAll(key => after._names.Contains((table.Schema, table.Name, key.Name!)));
            }

            var isOmitted = operation switch
            {
                AddForeignKeyOperation added => after._names.Contains((added.Schema, added.Table, added.Name!)),
                DropForeignKeyOperation dropped => before._names.Contains((dropped.Schema, dropped.Table, dropped.Name)),
                _ => false,
            };
            if (!isOmitted)
            {
                yield return operation;
            }
        }
    }
}
