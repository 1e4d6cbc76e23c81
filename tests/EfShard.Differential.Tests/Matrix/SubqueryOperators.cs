using EfShard.Differential.Tests.Rows;
using static EfShard.Differential.Tests.Matrix.Operators;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>Subqueries in conditions and projections.</summary>
internal static class SubqueryOperators
{
    private static readonly Source Plain = Sources.Named("plain");
    private static readonly Source Items = Sources.Named("TPH");

    public static IReadOnlyList<MatrixOperator> All { get; } =
    [
        Bag("Where Any on the tenant", (rows, db) => rows.Where(a => Plain.Rows(db).Any(b => b.Id == a.Key && b.Flag == true))),
        Bag("Where !Any on another column", (rows, db) => rows.Where(a => !Items.Rows(db).Any(b => b.Number == a.Number))),
        Bag("Where Any of all", (rows, db) => rows.Where(a => a.Number > 2 && Items.Rows(db).Any(b => b.Number > 4))),
        Bag("Where All", (rows, db) => rows.Where(a => Items.Rows(db).All(b => b.Number != a.Number))),
        Bag("Where subquery.Contains", (rows, db) => rows.Where(a => Items.Rows(db).Select(b => b.Text).Contains(a.Text))),
        Bag("Where == Max of all", (rows, db) => rows.Where(a => a.Number == Items.Rows(db).Max(b => b.Number))),
        Bag("Where > Average", (rows, db) => rows.Where(a => a.Number > rows.Average(b => b.Number))),
        Bag("Select Count on the tenant", (rows, db) => rows.Select(a => new { a.Id, a.Text, Count = Plain.Rows(db).Count(b => b.Id == a.Key) })),
        Bag("Select Sum on another column", (rows, db) => rows.Select(a => new { a.Id, a.Text, Sum = Items.Rows(db).Where(b => b.Number == a.Number).Sum(b => b.Amount) })),
        Bag("Select First", (rows, db) => rows.Select(a => new { a.Id, First = Plain.Rows(db).Where(b => b.Number == a.Number).OrderBy(b => b.Id).Select(b => b.Text).FirstOrDefault() })),
    ];
}
