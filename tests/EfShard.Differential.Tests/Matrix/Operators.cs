using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Model;
using EfShard.Differential.Tests.Rows;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>Makes rows of the matrix; each family uses it by <c>using static</c>.</summary>
internal static class Operators
{
    /// <summary>Every operator, in the order of the matrix.</summary>
    public static IReadOnlyList<MatrixOperator> All { get; } =
        [.. RowOperators.All, .. AggregateOperators.All, .. JoinOperators.All, .. SubqueryOperators.All, .. EntityOperators.All];

    public static MatrixOperator Named(string name) => All.Single(o => o.Name == name);

    /// <summary>A query whose rows may come in any order.</summary>
    public static MatrixOperator Bag<T>(string name, Func<IQueryable<Row>, IQueryable<T>> query)
        => new(name, async (db, source) => Lines.Of(await query(source.Rows(db)).ToListAsync(), isOrdered: false));

    /// <summary>A query with a second source.</summary>
    public static MatrixOperator Bag<T>(string name, Func<IQueryable<Row>, TrackerContext, IQueryable<T>> query)
        => new(name, async (db, source) => Lines.Of(await query(source.Rows(db), db).ToListAsync(), isOrdered: false));

    /// <summary>A query that orders its rows.</summary>
    public static MatrixOperator List<T>(string name, Func<IQueryable<Row>, IQueryable<T>> query)
        => new(name, async (db, source) => Lines.Of(await query(source.Rows(db)).ToListAsync(), isOrdered: true));

    /// <summary>A query with one result.</summary>
    public static MatrixOperator One<T>(string name, Func<IQueryable<Row>, Task<T>> query)
        => new(name, async (db, source) => Lines.Of(await query(source.Rows(db))));

    /// <summary>The order of all columns: rows that it does not tell apart are the same.</summary>
    public static IOrderedQueryable<Row> InOrder(this IQueryable<Row> rows)
        => rows.OrderBy(r => r.Text).ThenByDescending(r => r.Number).ThenBy(r => r.At).ThenBy(r => r.Id).ThenBy(r => r.Amount).ThenBy(r => r.Key).ThenBy(r => r.Flag);
}
