using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace EfShard.Schema;

/// <summary>The rows that an operation of a migration inserts, updates or deletes, whichever of the three it is.</summary>
internal static class DataOperations
{
    /// <summary>The table; <see langword="null" /> for an operation that touches no rows that are known.</summary>
    public static (string Table, string? Schema)? TableOf(MigrationOperation operation) => operation switch
    {
        InsertDataOperation insert => (insert.Table, insert.Schema),
        UpdateDataOperation update => (update.Table, update.Schema),
        DeleteDataOperation delete => (delete.Table, delete.Schema),
        _ => null,
    };

    /// <summary>What the operation says of each row: all values of a new one, the key of another.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, object?>> RowsOf(MigrationOperation operation) => operation switch
    {
        InsertDataOperation insert => Rows(insert.Columns, insert.Values),
        UpdateDataOperation update => Rows(update.KeyColumns, update.KeyValues),
        DeleteDataOperation delete => Rows(delete.KeyColumns, delete.KeyValues),
        _ => [],
    };

    /// <summary>Leaves some rows in an operation.</summary>
    public static void Keep(MigrationOperation operation, int[] rows)
    {
        switch (operation)
        {
            case InsertDataOperation insert:
                insert.Values = Pick(insert.Values, rows);
                break;
            case UpdateDataOperation update:
                update.KeyValues = Pick(update.KeyValues, rows);
                update.Values = Pick(update.Values, rows);
                break;
            case DeleteDataOperation delete:
                delete.KeyValues = Pick(delete.KeyValues, rows);
                break;
        }
    }

    private static IEnumerable<IReadOnlyDictionary<string, object?>> Rows(string[] columns, object?[,] values)
    {
        for (var i = 0; i < values.GetLength(0); i++)
        {
            var row = new Dictionary<string, object?>(StringComparer.Ordinal);
            for (var j = 0; j < columns.Length; j++)
            {
                row[columns[j]] = values[i, j];
            }

            yield return row;
        }
    }

    private static object?[,] Pick(object?[,] values, int[] kept)
    {
        var rows = new object?[kept.Length, values.GetLength(1)];
        for (var i = 0; i < kept.Length; i++)
        {
            for (var j = 0; j < rows.GetLength(1); j++)
            {
                rows[i, j] = values[kept[i], j];
            }
        }

        return rows;
    }
}
