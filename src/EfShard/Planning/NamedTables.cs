using EfShard.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Planning;

/// <summary>
///     The tables that <c>GatherTables</c> names, looked up while LINQ is translated: SQL of the application may be all that a statement has, which tells no model. They travel to the
///     planner as the type mapping of the hint's argument, because expressions keep that whatever visits them.
/// </summary>
internal sealed class NamedTables : StringTypeMapping
{
    private NamedTables(IReadOnlyList<ITableBase> tables)
        : base("TEXT", dbType: null)
        => Tables = tables;

    private NamedTables(RelationalTypeMappingParameters parameters, IReadOnlyList<ITableBase> tables)
        : base(parameters)
        => Tables = tables;

    public IReadOnlyList<ITableBase> Tables { get; }

    /// <summary>Looks the names up.</summary>
    /// <param name="model">The context's model.</param>
    /// <param name="names">Names of tables or views, with their schema where only that tells them.</param>
    /// <exception cref="CrossShardQueryException">One is unknown or ambiguous, or two could not stand beside each other.</exception>
    public static NamedTables Find(IModel model, IReadOnlyList<string> names)
    {
        var sharding = ShardModel.Of(model);
        var relational = model.GetRelationalModel();
        var all = relational.Tables.Cast<ITableBase>().Concat(relational.Views).Where(t => sharding.TryGetPlacement(t, out _)).ToList();
        var tables = new List<ITableBase>();
        foreach (var name in names)
        {
            var known = all.Where(t => t.Name == name || t.SchemaQualifiedName == name).Distinct().ToList();
            tables.Add(known is [var table] ? table : throw Refusals.Error(known.Count == 0 ? Refusals.UnknownNamedTable(name) : Refusals.AmbiguousNamedTable(name)));
        }

        // The copies are called by their names alone.
        return tables.Distinct().GroupBy(t => t.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } same
            ? throw Refusals.Error(Refusals.AmbiguousNamedTable(same.Key))
            : new NamedTables([.. tables.Distinct()]);
    }

    protected override RelationalTypeMapping Clone(RelationalTypeMappingParameters parameters) => new NamedTables(parameters, Tables);
}
