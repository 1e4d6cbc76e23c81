using EfShard.Differential.Tests.Model;

namespace EfShard.Differential.Tests.Databases;

/// <summary>
///     The rows of a whole model, made by chance from a seed: few distinct values, so that there are duplicates, ties and groups; nulls wherever
///     they are allowed; and by its shape skew, shards without a row, or hardly any row at all.
/// </summary>
/// <param name="Seed">The same seed and shape give the same rows.</param>
/// <param name="Shape">How the rows are spread.</param>
public sealed record World(int Seed, WorldShape Shape)
{
    /// <summary>The number of tenants; their ids begin at 1.</summary>
    public const int Tenants = 12;

    /// <summary>The last tenant of each of the first three shards in the co-located layout.</summary>
    public static readonly int[] Borders = [3, 6, 9];

    public static readonly string[] Words = ["", "a", "A", "b", "B", "ab", "aB", "a b", "é", "z", "10", "9", "_", "%", "😀", "o'n"];

    public static readonly decimal[] Amounts = [0m, 1.5m, 1.25m, 2.75m, -3.1m, 10m, 1000.99m];

    public static readonly DateTime[] Days =
    [
        new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc), new(2024, 2, 29, 12, 30, 0, DateTimeKind.Utc), new(2024, 12, 31, 23, 59, 59, DateTimeKind.Utc),
        new DateTime(2024, 12, 31, 23, 59, 59, DateTimeKind.Utc).AddMilliseconds(5), new(1999, 6, 1, 0, 0, 0, DateTimeKind.Utc),
    ];

    /// <summary>Makes every row anew: each database is filled with its own instances. Principals come before their dependents.</summary>
    public IReadOnlyList<object> Rows() => new WorldRows(this).Rows;

    public override string ToString() => $"{Shape} world {Seed}";
}
