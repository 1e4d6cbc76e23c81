using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Lists the <see cref="Determinant" />s of an occurrence of a table.</summary>
internal static class Determinants
{
    public static IReadOnlyList<Determinant> Of(TableExpression table, TablePlacement placement)
    {
        var determinants = new List<Determinant>();
        if (placement.KeyColumns.Count > 0)
        {
            // Keys of different lengths are placed differently, also where one begins like the other.
            determinants.Add(new Determinant(
                $"key:{placement.Group}({placement.KeyColumns.Count})", placement.KeyColumns.Select(c => new ColumnRef(table.Alias, c.Name)).ToList()));
        }

        if (table.Table is ITable { PrimaryKey: { } primaryKey })
        {
            var columns = primaryKey.Columns.Select(c => c.Name).ToList();
            determinants.Add(new Determinant(RowTag(table.Table, columns), Columns(table.Alias, columns.Order(StringComparer.Ordinal))));
        }

        foreach (var link in placement.Links)
        {
            var pairs = link.Columns.OrderBy(c => c.Principal, StringComparer.Ordinal).ToList();
            determinants.Add(new Determinant(
                RowTag(link.Principal, pairs.Select(p => p.Principal)), Columns(table.Alias, pairs.Select(p => p.Dependent)), link.IsOptional));
        }

        return determinants;
    }

    /// <summary>The determinant that a table's own row has for those who link to it by other columns than the primary key.</summary>
    private static string RowTag(ITableBase table, IEnumerable<string> columns)
        => $"row:{table.Schema}.{table.Name}({string.Join(',', columns.Order(StringComparer.Ordinal))})";

    private static List<ColumnRef> Columns(string alias, IEnumerable<string> names) => names.Select(n => new ColumnRef(alias, n)).ToList();
}
