using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Execution;

/// <summary>
///     Makes a table's name alone an error on a connection that sees several shards: by itself it would be some shard's table, and the rows another's. A
///     temporary view hides each, and can't be read.
/// </summary>
internal static class TableTraps
{
    private const string Nothing = "a table without its shard";

    private static readonly ConditionalWeakTable<IModel, string> Scripts = [];

    /// <summary>The statements for the tables and views of a model.</summary>
    public static string Of(IModel model) => Scripts.GetValue(model, Write);

    private static string Write(IModel model)
    {
        var relational = model.GetRelationalModel();
        var script = new StringBuilder();
        foreach (var name in relational.Tables.Select(t => t.Name).Concat(relational.Views.Select(v => v.Name)).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            script.Append(System.Globalization.CultureInfo.InvariantCulture, $"CREATE TEMP VIEW \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" AS SELECT * FROM \"{Nothing}\";\n");
        }

        return script.ToString();
    }
}
