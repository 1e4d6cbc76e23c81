using System.Reflection;
using EfShard.Differential.Tests.Databases;
using EfShard.Differential.Tests.Rows;

namespace EfShard.Differential.Tests.Generator;

/// <summary>What queries need to know of columns.</summary>
internal static class Columns
{
    public static readonly IReadOnlyList<Column> All = Enum.GetValues<Column>();

    /// <summary>Pairs of columns that can be compared with each other.</summary>
    public static readonly (Column, Column)[] Comparable =
    [
        (Column.Key, Column.Key), (Column.Key, Column.Key), (Column.Id, Column.Id), (Column.Id, Column.Id), (Column.Key, Column.Id), (Column.Id, Column.Key),
        (Column.Number, Column.Number), (Column.Text, Column.Text), (Column.Amount, Column.Amount), (Column.At, Column.At), (Column.Flag, Column.Flag),
    ];

    private static readonly Dictionary<Column, object[]> Lists = All.ToDictionary(column => column, column => column.Values()[1..4]);

    public static PropertyInfo Property(this Column column) => typeof(Row).GetProperty(column.ToString())!;

    public static Type Type(this Column column) => column.Property().PropertyType;

    /// <summary>Values that occur in the worlds, and some that do not.</summary>
    public static object[] Values(this Column column)
        => column switch
        {
            Column.Key => [.. Enumerable.Range(1, World.Tenants + 1).Select(i => (object)(long)i)],
            Column.Id => [.. Enumerable.Range(1, 31).Select(i => (object)(long)i)],
            Column.Number => [.. Enumerable.Range(-1, 7).Select(i => (object)i)],
            Column.Text => [.. World.Words, "none"],
            Column.Amount => [.. World.Amounts.Cast<object>(), 2m],
            Column.At => [.. World.Days.Cast<object>()],
            _ => [true, false, true, false],
        };

    /// <summary>A list of values that several conditions of a query may use.</summary>
    public static object[] List(this Column column) => Lists[column];

    /// <summary>About how many different values there are: what an equality divides the number of pairs of rows by.</summary>
    public static double Distinct(this Column column)
        => column switch { Column.Key => 8, Column.Id => 20, Column.Text => 10, Column.Flag => 2, _ => 5 };
}
