using EfShard.Differential.Tests.Rows;
using static EfShard.Differential.Tests.Matrix.Operators;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>Joins and set operations; the other side are tenants, items or plans.</summary>
internal static class JoinOperators
{
    private static readonly Source Plain = Sources.Named("plain");
    private static readonly Source Items = Sources.Named("TPH");
    private static readonly Source Plans = Sources.Named("reference");

    public static IReadOnlyList<MatrixOperator> All { get; } =
    [
        Bag("Join on the tenant", (rows, db) => rows.Join(Plain.Rows(db), a => a.Key, b => b.Id, (a, b) => new { a.Id, a.Text, Tenant = b.Text })),
        Bag("Join on another column", (rows, db) => rows.Join(Items.Rows(db), a => a.Number, b => b.Number, (a, b) => new { a.Id, a.Text, Item = b.Id })),
        Bag("Join with a reference table", (rows, db) => rows.Join(Plans.Rows(db), a => a.Number, b => b.Number, (a, b) => new { a.Id, a.Text, b.Amount })),
        Bag("LeftJoin on the tenant", (rows, db) => rows.LeftJoin(Plain.Rows(db).Where(t => t.Flag == true), a => a.Key, b => b.Id, (a, b) => new { a.Id, a.Text, Tenant = b!.Text })),
        Bag("LeftJoin on another column", (rows, db) => rows.LeftJoin(Plain.Rows(db), a => a.Text, b => b.Text, (a, b) => new { a.Id, a.Text, Tenant = b!.Id })),
        Bag("RightJoin", (rows, db) => rows.RightJoin(Plain.Rows(db), a => a.Key, b => b.Id, (a, b) => new { Id = a!.Id, Text = a.Text, Tenant = b.Text })),
        Bag("GroupJoin, DefaultIfEmpty", (rows, db) =>
            from a in rows
            join b in Plain.Rows(db) on a.Key equals b.Id into bs
            from b in bs.DefaultIfEmpty()
            select new { a.Id, a.Text, Tenant = b.Text }),
        Bag("SelectMany", (rows, db) => rows.SelectMany(a => Plain.Rows(db).Where(b => b.Id == a.Key), (a, b) => new { a.Id, a.Text, b.Amount })),
        Bag("SelectMany over an inequality", (rows, db) => rows.SelectMany(a => Plans.Rows(db).Where(b => b.Number < a.Number), (a, b) => new { a.Id, b.Text })),
        Bag("all pairs", (rows, db) => from a in rows from b in Plain.Rows(db) where a.Number == 1 select new { a.Id, Tenant = b.Id }),
        Bag("Concat", (rows, db) => rows.Concat(Items.Rows(db))),
        Bag("Union", (rows, db) => rows.Select(r => r.Text).Union(Items.Rows(db).Select(r => r.Text))),
        Bag("Intersect", (rows, db) => rows.Select(r => r.Number).Intersect(Items.Rows(db).Select(r => r.Number))),
        Bag("Except", (rows, db) => rows.Select(r => r.Text).Except(Items.Rows(db).Select(r => r.Text))),
    ];
}
