using System.Text;
using EfShard.Infrastructure;
using EfShard.Model;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Execution.Gathering;

/// <summary>
///     Writes the statements that make an empty Sqlite connection look like one database with the rows of all shards. In: the model and the
///     topology. Out: the shards' files attached, and a temporary view by the name of each table: names without a schema are looked for among
///     temporary things first, so that a query finds the views without a change.
/// </summary>
internal static class GatherScript
{
    /// <summary>The parameter that takes the path of a shard's file.</summary>
    public static string FileParameter(int shard) => $"@file{shard}";

    public static string Write(IModel model, ShardTopology topology)
    {
        var sharding = ShardModel.Of(model);
        topology.Validate(sharding);
        var script = new StringBuilder();
        for (var shard = 0; shard < topology.Shards.Count; shard++)
        {
            script.Append("ATTACH DATABASE ").Append(FileParameter(shard)).Append(" AS ").Append(SchemaOf(shard)).AppendLine(";");
        }

        var relational = model.GetRelationalModel();
        // Sqlite knows no schemas: tables of one name are one table.
        foreach (var sameName in relational.Tables.Cast<ITableBase>().Concat(relational.Views).GroupBy(t => t.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (sharding.TryGetPlacement(sameName.First(), out var placement))
            {
                AppendView(script, sameName.Key, sameName.SelectMany(t => t.Columns).Select(c => c.Name), ShardsOf(placement, topology));
            }
        }

        // A gather only reads.
        return script.AppendLine("PRAGMA query_only = ON;").ToString();
    }

    private static IEnumerable<int> ShardsOf(TablePlacement placement, ShardTopology topology)
        => placement.Kind switch
        {
            TableKind.Sharded when topology.TryGetGroup(placement.Group!, out var group) => group.Shards.Distinct().Order(),
            TableKind.Reference => [0],
            TableKind.Unsharded => [topology.UnshardedShard],
            _ => throw new InvalidOperationException($"The table '{placement.Table.Name}' is in the group '{placement.Group}', which is not defined."),
        };

    /// <summary>
    ///     The columns are named one by one: the files of two shards may hold them in different order. Affinity and collation of a view's columns
    ///     are those of the tables.
    /// </summary>
    private static void AppendView(StringBuilder script, string table, IEnumerable<string> columns, IEnumerable<int> shards)
    {
        var name = Quote(table);
        var list = string.Join(", ", columns.Distinct(StringComparer.OrdinalIgnoreCase).Select(Quote));
        script.Append("CREATE TEMP VIEW ").Append(name).Append(" AS ")
            .AppendJoin(" UNION ALL ", shards.Select(shard => $"SELECT {list} FROM {SchemaOf(shard)}.{name}")).AppendLine(";");
    }

    private static string SchemaOf(int shard) => $"shard{shard}";

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
