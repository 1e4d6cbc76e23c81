using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Planning.Gathering;

/// <summary>
///     A table that exists only while one statement runs: SQL trees name tables by the model's objects, so it is one of those, without entity
///     types. Its name is its own: two plans never share one, whatever a server has prepared of either.
/// </summary>
/// <param name="name">The table's name.</param>
/// <param name="schema">The schema of temporary tables; <see langword="null" /> where there is none.</param>
/// <param name="model">The model of the statement's own tables.</param>
internal sealed class TemporaryTable(string name, string? schema, IRelationalModel model) : Annotatable, ITableBase
{
    public string Name { get; } = name;

    public string? Schema { get; } = schema;

    public IRelationalModel Model { get; } = model;

    public bool IsShared => false;

    public IEnumerable<ITableMappingBase> EntityTypeMappings => [];

    public IEnumerable<ITableMappingBase> ComplexTypeMappings => [];

    public IEnumerable<IColumnBase> Columns => [];

    public IColumnBase? FindColumn(string name) => null;

    public IColumnBase? FindColumn(IProperty property) => null;

    public IEnumerable<IForeignKey> GetRowInternalForeignKeys(IEntityType entityType) => [];

    public IEnumerable<IForeignKey> GetReferencingRowInternalForeignKeys(IEntityType entityType) => [];

    public bool IsOptional(ITypeBase typeBase) => false;
}
