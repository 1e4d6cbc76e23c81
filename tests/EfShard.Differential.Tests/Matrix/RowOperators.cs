using Microsoft.EntityFrameworkCore;
using static EfShard.Differential.Tests.Matrix.Operators;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>Filters, orders, limits, distinct rows.</summary>
internal static class RowOperators
{
    private static readonly long?[] Tenants = [2, 5, 99];

    public static IReadOnlyList<MatrixOperator> All { get; } =
    [
        Bag("all rows", rows => rows),
        Bag("Where", rows => rows.Where(r => r.Number > 0 && r.Text != null || r.Flag == true)),
        Bag("Where tenant ==", rows => rows.Where(r => r.Key == 2)),
        Bag("Where tenants.Contains", rows => rows.Where(r => Tenants.Contains(r.Key))),
        Bag("Where id ==", rows => rows.Where(r => r.Id == 5)),
        Bag("Where contradiction", rows => rows.Where(r => r.Key == 2 && r.Key == 3)),
        List("OrderBy", rows => rows.InOrder()),
        List("OrderBy, Skip, Take", rows => rows.InOrder().Skip(3).Take(6)),
        Bag("Take, Where", rows => rows.InOrder().Take(9).Where(r => r.Flag == false)),
        List("Take, OrderBy", rows => rows.InOrder().Take(9).OrderByDescending(r => r.Amount).ThenBy(r => r.Id).ThenBy(r => r.Text)
            .ThenBy(r => r.Number).ThenBy(r => r.At).ThenBy(r => r.Key).ThenBy(r => r.Flag)),
        Bag("Distinct", rows => rows.Select(r => new { r.Text, r.Number }).Distinct()),
        List("Distinct, OrderBy, Take", rows => rows.Select(r => r.Text).Distinct().OrderByDescending(t => t).Take(4)),
        One("First", rows => rows.InOrder().FirstOrDefaultAsync()),
        One("Last", rows => rows.InOrder().LastOrDefaultAsync()),
        List("Reverse", rows => rows.InOrder().Reverse()),
    ];
}
