using Microsoft.EntityFrameworkCore;
using static EfShard.Differential.Tests.Matrix.Operators;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>Aggregates and groups.</summary>
internal static class AggregateOperators
{
    public static IReadOnlyList<MatrixOperator> All { get; } =
    [
        One("Count", rows => rows.CountAsync()),
        One("Count of none", rows => rows.Where(r => r.Number > 99).LongCountAsync()),
        One("Sum", rows => rows.SumAsync(r => r.Amount)),
        One("Min", rows => rows.MinAsync(r => r.Text)),
        One("Max", rows => rows.MaxAsync(r => r.At)),
        One("Average", rows => rows.AverageAsync(r => r.Number)),
        One("Average of none", rows => rows.Where(r => r.Number > 99).AverageAsync(r => r.Number)),
        One("Any", rows => rows.AnyAsync(r => r.Number == 3)),
        One("All", rows => rows.AllAsync(r => r.Number < 5)),
        One("Take, Count", rows => rows.InOrder().Take(7).CountAsync()),
        One("Distinct, Count", rows => rows.Select(r => r.Text).Distinct().CountAsync()),
        Bag("several aggregates", rows => rows.GroupBy(_ => 1).Select(g => new
        {
            Count = g.Count(), Ifs = g.Count(r => r.Flag == true), Sum = g.Sum(r => r.Number), Max = g.Max(r => r.Amount), Texts = g.Select(r => r.Text).Distinct().Count(),
        })),
        Bag("GroupBy tenant", rows => rows.GroupBy(r => r.Key).Select(g => new { g.Key, Count = g.Count(), Min = g.Min(r => r.Text) })),
        Bag("GroupBy", rows => rows.GroupBy(r => r.Number).Select(g => new { g.Key, Count = g.Count(), Sum = g.Sum(r => r.Number), Max = g.Max(r => r.At) })),
        Bag("GroupBy two columns, Having", rows => rows.GroupBy(r => new { r.Text, r.Flag }).Where(g => g.Count() > 1)
            .Select(g => new { g.Key.Text, g.Key.Flag, Max = g.Max(r => r.Number) })),
        List("GroupBy, OrderBy aggregate, Take", rows => rows.GroupBy(r => r.Number).Select(g => new { g.Key, Count = g.Count() })
            .OrderByDescending(g => g.Count).ThenBy(g => g.Key).Take(3)),
        Bag("GroupBy, First", rows => rows.GroupBy(r => r.Number)
            .Select(g => g.OrderBy(r => r.Text).ThenBy(r => r.At).ThenBy(r => r.Id).ThenBy(r => r.Amount).ThenBy(r => r.Key).ThenBy(r => r.Flag).FirstOrDefault())),
    ];
}
